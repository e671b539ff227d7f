//! The specification: what `warroom` promises, in reading order.

#[path = "spec/text.rs"]
mod text;

#[path = "spec/plan_files.rs"]
mod plan_files;
#[path = "spec/plans.rs"]
mod plans;
#[path = "spec/standard_plan.rs"]
mod standard_plan;

#[path = "spec/clocks.rs"]
mod clocks;
#[path = "spec/deadlines.rs"]
mod deadlines;

#[path = "spec/keeping.rs"]
mod keeping;

#[path = "spec/house.rs"]
mod house;
