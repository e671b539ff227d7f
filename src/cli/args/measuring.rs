//! What can be typed about metrics.

use clap::Args;

/// Of which incidents.
#[derive(Debug, Args)]
pub struct MetricsOf {
    /// Only incidents that were declared from then on: 2026-01-01, 2026, '90d ago'
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
}
