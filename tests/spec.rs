//! The specification: what `warroom` promises, in reading order.

#[path = "spec/plan_files.rs"]
mod plan_files;
#[path = "spec/plans.rs"]
mod plans;
#[path = "spec/standard_plan.rs"]
mod standard_plan;
#[path = "spec/text.rs"]
mod text;
