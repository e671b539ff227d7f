//! `plan`: response plans, listed, shown, checked, copied, compared, adopted.
use super::args::{Global, PlanDo};
use super::desk::Desk;
use super::failure::Failure;
use super::out::Out;

pub fn plan(_: &Global, _: Out, _: PlanDo) -> Result<u8, Failure> {
    Ok(0)
}

pub async fn adopt(_: &Desk, _: &str, _: &str, _: String) -> Result<(), Failure> {
    Ok(())
}
