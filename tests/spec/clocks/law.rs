//! The clocks of the law, as the built-in sets have them: what starts them, what follows on what, which days
//! count, and who said that they do not apply.

use super::desk::{Desk, at};
use crate::deadlines::time;
use crate::plans::SMALL;
use warroom::catalog;
use warroom::clocks::{Counts, State};
use warroom::incident::Word;

/// An incident under the small plan with these sets taken in, whose days are those of Paris.
fn under(sets: &[&str]) -> Desk {
    let text = SMALL.replacen("zone =", &format!("include = {sets:?}\nzone ="), 1);
    let plan = catalog::plan_from_toml(&text, "small.toml").expect("it is without fault");
    Desk::declares_by(&plan, Some("SEV-1"))
}

/// The same, with questions that were answered by yes.
fn where_it_is_so(set: &str, questions: &[&str]) -> Desk {
    let mut desk = under(&[set]);
    for question in questions {
        desk.answers("13:01", question, Word::Yes, None);
    }
    desk
}

#[test]
fn nis2_is_a_chain_whose_last_stage_counts_from_the_notification() {
    let mut desk = under(&["nis2"]);
    let asks = "not assessed (essential or important entity?)";
    assert_eq!(desk.says_of("nis2-early", "13:05"), asks);
    desk.answers("13:05", "essential-or-important-entity", Word::Yes, None);
    assert_eq!(desk.says_of("nis2-early", "13:05"), "23:55:00", "from the declaration");
    desk.records("13:10", "aware", "12:00");
    assert_eq!(desk.reading("nis2-early", "13:10").due, Some(at("36:00")));
    assert_eq!(desk.reading("nis2-72h", "13:10").due, Some(at("84:00")));
    assert_eq!(desk.says_of("nis2-final", "13:10"), "waits for nis2-72h submitted");
    desk.submits("20:00", "nis2-early");
    assert_eq!(desk.says_of("nis2-early", "20:00"), "met, 16:00:00 to spare");
    desk.submits("60:00", "nis2-72h");
    let last = desk.reading("nis2-final", "60:00");
    assert_eq!(last.due, Some(time("2026-12-22T12:00:00Z")));
    assert_eq!(last.counts_from.unwrap().0, "nis2-72h.submitted");
    desk.records("61:00", "aware", "2:00");
    assert_eq!(desk.says_of("nis2-early", "61:00"), "met, 6:00:00 to spare", "corrected");
    desk.records("61:10", "aware", "0:00");
    assert_eq!(desk.says_of("nis2-72h", "61:10"), "met, 12:00:00 to spare");
}

#[test]
fn a_law_is_read_with_its_source_its_recipient_and_the_day_on_which_it_was_checked() {
    let desk = under(&["nis2"]);
    let reading = desk.reading("nis2-early", "13:00");
    assert!(reading.legal);
    assert_eq!(reading.source.as_deref(), Some("Directive (EU) 2022/2555 Art. 23"));
    assert_eq!(reading.recipient.as_deref(), Some("CSIRT or competent authority"));
    assert_eq!(reading.checked.unwrap().to_string(), "2026-11-20");
    assert!(reading.note.is_some() && reading.is_quiet());
    assert!(!desk.reading("contained", "13:00").legal);
}

#[test]
fn dora_is_four_hours_from_the_classification_or_a_day_from_awareness_whichever_is_first() {
    // Monday 08:00 is 80 hours after the midnight before the declaration, a Friday.
    for (classified, due, from) in [
        ("82:00", "86:00", "classified_major"),
        ("102:00", "104:00", "aware"),
        ("104:00", "104:00", "aware"),
        ("106:00", "110:00", "classified_major"),
    ] {
        let mut desk = where_it_is_so("dora", &["eu-financial-entity"]);
        assert_eq!(desk.says_of("dora-initial", "13:10"), "waits for classified major");
        desk.stamps("80:00", "aware");
        assert_eq!(desk.says_of("dora-initial", "80:00"), "waits for classified major");
        desk.stamps(classified, "classified_major");
        let reading = desk.reading("dora-initial", classified);
        assert_eq!(reading.due, Some(at(due)), "{classified}");
        assert_eq!(reading.counts_from.unwrap().0, from, "{classified}");
    }
}

#[test]
fn dora_rolls_to_noon_and_each_report_counts_from_the_one_before() {
    let mut desk = where_it_is_so("dora", &["eu-financial-entity"]);
    desk.records("22:00", "aware", "12:00");
    desk.stamps("22:00", "classified_major");
    // Saturday 02:00: Monday at noon in Frankfurt.
    assert_eq!(desk.reading("dora-initial", "22:00").due, Some(at("83:00")));
    assert_eq!(desk.says_of("dora-intermediate", "22:00"), "waits for dora-initial submitted");
    desk.submits("105:00", "dora-initial");
    assert_eq!(desk.says_of("dora-initial", "106:00"), "met 22:00:00 late");
    assert_eq!(desk.reading("dora-intermediate", "105:00").due, Some(at("177:00")));
    assert_eq!(desk.says_of("dora-final", "105:00"), "waits for dora-intermediate submitted");
    desk.submits("176:00", "dora-intermediate");
    // A month later is a Sunday.
    let due = desk.reading("dora-final", "176:00").due;
    assert_eq!(due, Some(time("2026-12-28T11:00:00Z")));
}

#[test]
fn cra_ends_a_month_after_the_notification_or_two_weeks_after_a_corrective_measure() {
    let mut desk = where_it_is_so("cra", &["digital-product"]);
    desk.stamps("13:10", "aware");
    assert_eq!(desk.reading("cra-early", "13:10").due, Some(at("37:10")));
    assert_eq!(desk.reading("cra-72h", "13:10").due, Some(at("85:10")));
    let waits = "waits for corrective measure available";
    assert_eq!(desk.says_of("cra-final", "13:10"), waits);
    desk.submits("20:00", "cra-72h");
    assert_eq!(desk.reading("cra-final", "20:00").due, Some(time("2026-12-20T20:00:00Z")));
    desk.stamps("22:00", "corrective_measure_available");
    assert_eq!(desk.reading("cra-final", "22:00").due, Some(time("2026-12-04T22:00:00Z")));
}

#[test]
fn a_processors_notice_starts_the_clock_of_the_gdpr() {
    let mut desk = where_it_is_so("gdpr", &["personal-data"]);
    assert_eq!(desk.says_of("gdpr-33", "13:05"), "not assessed (people in eu?)");
    desk.answers("13:06", "people-in-eu", Word::Yes, None);
    assert_eq!(desk.reading("gdpr-33", "13:06").due, Some(at("85:00")), "as declared");
    desk.records("13:10", "notified_by_processor", "12:30");
    let reading = desk.reading("gdpr-33", "13:10");
    assert_eq!(reading.due, Some(at("84:30")));
    assert_eq!(reading.counts_from.unwrap().0, "notified_by_processor");
    desk.records("13:20", "aware", "12:00");
    assert_eq!(desk.reading("gdpr-33", "13:20").due, Some(at("84:00")));
    desk.answers("14:00", "people-in-eu", Word::No, Some("users in one US state"));
    let words = "not applicable (people in eu: no, by ops4: users in one US state)";
    assert_eq!(desk.says_of("gdpr-33", "14:00"), words);
}

#[test]
fn telling_the_people_has_no_number_of_hours() {
    let mut desk = where_it_is_so("gdpr", &["personal-data", "people-in-eu"]);
    assert_eq!(desk.says_of("gdpr-34", "13:05"), "waits for high risk");
    desk.stamps("14:00", "high_risk");
    assert_eq!(desk.says_of("gdpr-34", "16:41:10"), "elapsed 2:41:10");
}

#[test]
fn hipaa_has_two_counts_of_five_hundred() {
    for (people, hhs, annual) in [(499, false, true), (500, true, false), (501, true, false)] {
        let mut desk = where_it_is_so("hipaa", &["health-information"]);
        desk.counts("13:02", "health-people", people);
        desk.counts("13:03", "health-people-one-state", people);
        desk.stamps("13:04", "discovered");
        let runs = |id: &str| desk.reading(id, "13:05").is_counting();
        assert_eq!([runs("hipaa-hhs"), runs("hipaa-annual")], [hhs, annual], "{people}");
        assert_eq!(runs("hipaa-media"), people > 500, "{people}");
        assert!(runs("hipaa-individuals"));
    }
    let mut desk = where_it_is_so("hipaa", &["health-information"]);
    desk.counts("13:02", "health-people-one-state", 500);
    let words = "not applicable (health people one state: 500, not at least 501, by ops4)";
    assert_eq!(desk.says_of("hipaa-media", "13:05"), words);
    desk.counts("13:06", "health-people", 12);
    desk.stamps("13:07", "discovered");
    let annual = desk.reading("hipaa-annual", "13:07");
    assert_eq!(annual.due, Some(time("2027-03-01T23:00:00Z")));
    assert_eq!(annual.words(at("13:07")), "Mon 1 Mar");
}

#[test]
fn four_business_days_of_the_sec_pass_over_thanksgiving() {
    let mut desk = where_it_is_so("us-sec", &["us-public-company"]);
    // The Tuesday before.
    desk.stamps("104:00", "materiality_determined");
    let reading = desk.reading("sec-8k", "104:00");
    assert_eq!(reading.due, Some(time("2026-12-02T05:00:00Z")));
    assert_eq!(reading.words(at("104:00")), "Tue 1 Dec");
}

#[test]
fn a_law_is_in_force_from_the_day_of_its_start_on() {
    let ask = "not applicable (in force from 2027-12-02)";
    assert_eq!(under(&["eu-ai-act"]).says_of("eu-ai-act-73", "13:00"), ask);
    let mut desk = where_it_is_so("us-states", &["frontier-developer-new-york"]);
    let words = "not applicable (in force from 2027-01-01)";
    assert_eq!(desk.says_of("ny-raise", "13:10"), words);
    desk.stamps("13:20", "reasonable_belief");
    assert_eq!(desk.says_of("ny-raise", "13:20"), words);
    // The second of January.
    desk.stamps("1032:00", "reasonable_belief");
    assert_eq!(desk.says_of("ny-raise", "1032:00"), "72:00:00");
    let off = "not applicable (switched off: not confirmed to be in force)";
    assert_eq!(desk.says_of("il-sb315", "13:10"), off);
}

#[test]
fn dozens_of_laws_that_nobody_assessed_are_quiet() {
    let laws = ["gdpr", "nis2", "dora", "cra", "us-sec", "hipaa", "us-finance", "contract"];
    let desk = under(&laws);
    let readings = desk.readings("13:05");
    let counts = Counts::of(&readings);
    assert_eq!(counts.not_assessed, counts.not_assessed_legal);
    assert!(counts.not_assessed_legal >= 15, "{counts:?}");
    let loud: Vec<_> = readings.iter().filter(|reading| !reading.is_quiet()).collect();
    assert_eq!(loud.len(), 2, "those of the response");
    assert!(matches!(readings[0].state, State::Running));
}

#[test]
fn whoever_declares_is_aware_until_somebody_says_since_when() {
    for (set, questions, clock, hours) in [
        ("nis2", &["essential-or-important-entity"][..], "nis2-72h", 72),
        ("cra", &["digital-product"], "cra-early", 24),
        ("gdpr", &["personal-data", "people-in-eu"], "gdpr-33", 72),
    ] {
        let mut desk = where_it_is_so(set, questions);
        let reading = desk.reading(clock, "13:10");
        assert_eq!(reading.counts_from.unwrap().0, "declared", "{clock}");
        assert_eq!(reading.due, Some(at("13:00") + chrono::TimeDelta::hours(hours)), "{clock}");
        // The incident was declared for another reason, and only later found to concern the law.
        desk.stamps("20:00", "aware");
        let reading = desk.reading(clock, "20:00");
        assert_eq!(reading.counts_from.unwrap().0, "aware", "{clock}");
        assert_eq!(reading.due, Some(at("20:00") + chrono::TimeDelta::hours(hours)), "{clock}");
    }
    let desk = where_it_is_so("contract", &["contract-clause"]);
    assert_eq!(desk.says_of("contract", "13:25"), "elapsed 25:00");
}
