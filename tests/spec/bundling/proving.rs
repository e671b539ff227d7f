//! A bundle as it was made is intact; one that is changed anywhere is not, and says where.

use super::{bundle, contents};
use proptest::prelude::*;
use std::sync::LazyLock;
use warroom::bundle::{Verdict, pack, verify};
use warroom::incident::EntryId;

/// The bundle that is tampered with.
static MADE: LazyLock<Vec<u8>> = LazyLock::new(|| bundle(false).bytes);

#[track_caller]
fn faults(verdict: &Verdict) -> Vec<String> {
    verdict.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_bundle_proves_itself() {
    for with_privileged in [false, true] {
        let packed = bundle(with_privileged);
        let verdict = verify(&packed.bytes, Some(packed.manifest));
        assert_eq!(faults(&verdict), [""; 0]);
        assert_eq!(verdict.remarks, []);
        assert_eq!(verdict.manifest, Some(packed.manifest));
        assert_eq!(verdict.withheld, usize::from(!with_privileged));
        assert_eq!(verdict.heads, contents(with_privileged).heads);
        assert!(verdict.entries > 60 && verdict.files == 12, "{verdict:?}");
    }
}

#[test]
fn the_same_contents_give_the_same_bytes() {
    assert_eq!(bundle(false), bundle(false));
}

#[test]
fn a_manifest_that_is_another_is_found_by_its_sum() {
    let other = EntryId::of(b"another");
    let verdict = verify(&MADE, Some(other));
    let told = faults(&verdict);
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("manifest.json: it has sha256 "), "{told:?}");
    assert!(told[0].ends_with(&format!("; {other} was expected")), "{told:?}");
}

/// Another byte in a file, with an archive around it that is as it should be.
fn changed(name: &str, change: impl Fn(&mut Vec<u8>)) -> Vec<String> {
    let mut contents = contents(false);
    let right = pack(&contents).expect("it is not too large");
    let file = contents.files.iter_mut().find(|(path, _)| path == name);
    change(&mut file.expect("it is there").1);
    let wrong = pack(&contents).expect("it is not too large");
    // All other sums would fit: whoever changed it has made everything anew but the manifest.
    let members = super::hostile::members(&wrong.bytes);
    let manifest = super::hostile::members(&right.bytes).swap_remove(0);
    let members = [manifest].into_iter().chain(members.into_iter().skip(1)).collect::<Vec<_>>();
    faults(&verify(&super::hostile::packed(&members), None))
}

#[test]
fn a_changed_file_is_named_with_what_was_expected() {
    let right = contents(false).files;
    for name in ["report.md", "report.html", "report.json", "plan.json"] {
        let told = changed(name, |bytes| bytes[40] ^= 1);
        let bytes = &right.iter().find(|(path, _)| path == name).expect("it is there").1;
        let expected = format!("; {} was expected", EntryId::of(bytes));
        assert!(told[0].starts_with(&format!("{name}: it has sha256 ")), "{told:?}");
        assert!(told[0].ends_with(&expected), "{told:?}");
    }
}

#[test]
fn a_changed_entry_is_named_with_its_line() {
    let told = changed("log/cs100000.jsonl", |bytes| {
        let text = String::from_utf8(bytes.clone()).expect("it is text");
        *bytes = text.replace("Three tickets", "There tickets").into_bytes();
    });
    let line = |told: &&String| told.starts_with("log/cs100000.jsonl:5: ");
    let named = told.iter().find(line).expect("the line is named");
    assert!(named.contains("the content does not match its hash"), "{told:?}");
}

#[test]
fn an_end_that_was_cut_off_is_found_by_the_heads_even_with_a_manifest_made_anew() {
    let mut contents = contents(false);
    let heads = contents.heads.clone();
    let log = contents.files.iter_mut().find(|(path, _)| path == "log/ops40000.jsonl");
    let bytes = &mut log.expect("it is there").1;
    let cut = bytes[..bytes.len() - 1].iter().rposition(|b| *b == b'\n').expect("many lines");
    bytes.truncate(cut + 1);
    contents.heads = heads;
    let told = faults(&verify(&pack(&contents).expect("small").bytes, None));
    assert!(told[0].starts_with("log/ops40000.jsonl: it ends with entry "), "{told:?}");
    assert!(told[0].contains(" was expected"), "{told:?}");
}

#[test]
fn a_content_that_was_taken_out_is_found_unless_it_is_withheld() {
    let mut contents = contents(false);
    contents.withheld.entries.clear();
    let told = faults(&verify(&pack(&contents).expect("small").bytes, None));
    assert!(told[0].contains("has lost its content, and no redaction says why"), "{told:?}");
}

#[test]
fn a_report_of_other_heads_is_found() {
    let mut contents = contents(false);
    for (path, bytes) in &mut contents.files {
        if path.starts_with("report") {
            let text = String::from_utf8(bytes.clone()).expect("it is text");
            let id = contents.heads.first().expect("a head").1.id.to_string();
            *bytes = text.replace(&id, &EntryId::of(b"x").to_string()).into_bytes();
        }
    }
    let told = faults(&verify(&pack(&contents).expect("small").bytes, None));
    assert!(told[0].starts_with("report.json: it was not made from the heads"), "{told:?}");
    assert!(told[1].starts_with("report.md: it does not say that it was made from"), "{told:?}");
    assert!(told[2].starts_with("report.html: "), "{told:?}");
}

#[track_caller]
fn is_found(at: usize, bit: u8) {
    let mut bytes = MADE.clone();
    bytes[at] ^= 1 << bit;
    let verdict = verify(&bytes, None);
    assert!(!verdict.is_intact(), "byte {at}, bit {bit}");
    assert!(verdict.faults.iter().all(|fault| !fault.what.is_empty()));
}

#[test]
fn every_byte_of_the_head_and_of_the_end_counts() {
    let length = MADE.len();
    for at in (0..90).chain(length - 12..length) {
        is_found(at, (at % 8).try_into().expect("small"));
    }
}

#[test]
fn a_bundle_that_ends_early_or_goes_on_is_found() {
    let whole = &*MADE;
    for length in [0, 1, 9, 40, 82, 83, 200, whole.len() / 2, whole.len() - 1] {
        assert!(!verify(&whole[..length], None).is_intact(), "{length}");
    }
    let mut more = whole.clone();
    more.push(0);
    assert!(!verify(&more, None).is_intact());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_byte_can_be_another(at in 0..MADE.len(), bit in 0u8..8) {
        is_found(at, bit);
    }

    #[test]
    fn any_bytes_can_be_looked_at(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(!verify(&bytes, None).is_intact());
        let behind = [&MADE[..83], &bytes].concat();
        prop_assert!(!verify(&behind, None).is_intact());
    }
}
