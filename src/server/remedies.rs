//! What would be allowed, in the words of the API: the rules speak as one types.

/// Words of the command line, and what whoever asks over the API does instead.
const WORDS: &[(&str, &str)] = &[
    ("`warroom list --all`", "`GET /v1/incidents?all=true`"),
    ("`warroom show` and `log` list", "`GET /v1/incidents/ID` and its `/timeline` list"),
    ("`warroom log`", "`GET /v1/incidents/ID/timeline`"),
    ("`warroom comms list`", "`GET /v1/incidents/ID/comms`"),
    ("`warroom comms preview ID ", "`GET /v1/plans/PLAN`, in the template of `"),
    (
        "`warroom plan check` says what is wrong with it",
        "take another one; its keeper can check it",
    ),
    ("`comms draft ", "`comms_draft` for `"),
    ("`action add`", "`action_add`"),
    ("`hold ID --lift`", "`hold` with `lift`"),
    (" or --file, or a --template", ", or a `template`"),
    ("--field NAME=VALUE for each", "each to `field`"),
];

/// A remedy for whoever asks over the API. An option is the field of its name.
pub fn for_callers(remedy: &str) -> String {
    let known = |text: String, (typed, sent): &(&str, &str)| text.replace(typed, sent);
    let text = WORDS.iter().fold(remedy.to_owned(), known);
    let mut words = text.split(" --");
    let mut told = words.next().unwrap_or_default().to_owned();
    for word in words {
        let letter = |c: char| c.is_ascii_lowercase() || c == '-';
        let end = word.find(|c| !letter(c)).unwrap_or(word.len());
        let (option, rest) = word.split_at(end);
        if option.starts_with(|c: char| c.is_ascii_lowercase()) {
            told.extend([" `", &option.replace('-', "_"), "`", rest]);
        } else {
            told.extend([" --", word]);
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_fields_and_names_stay_as_they_are() {
        for (typed, told) in [
            (
                "have it approved, or say with --unapproved why it goes out without",
                "have it approved, or say with `unapproved` why it goes out without",
            ),
            (
                "add them with `action add`, or say with --without-outputs why there are none",
                "add them with `action_add`, or say with `without_outputs` why there are none",
            ),
            (
                "write it with `comms draft press`, or send a text with --text",
                "write it with `comms_draft` for `press`, or send a text with `text`",
            ),
            (
                "give its text with --text or --file, or a --template",
                "give its text with `text`, or a `template`",
            ),
            ("one of: a--b, c -- d, --9", "one of: a--b, c -- d, --9"),
            ("give the time at which it happened", "give the time at which it happened"),
        ] {
            assert_eq!(for_callers(typed), told);
        }
    }

    #[test]
    fn no_rule_sends_whoever_asks_over_the_api_to_a_terminal() {
        let rules = [
            include_str!("../incident/command.rs"),
            include_str!("../intent/message.rs"),
            include_str!("../intent/facts.rs"),
            include_str!("../intent/assessing.rs"),
            include_str!("../journal/mod.rs"),
        ];
        let said = |line: &&str| !line.trim().starts_with("//") && line.contains('"');
        for line in rules.iter().flat_map(|text| text.lines()).filter(said) {
            let told = for_callers(line);
            let typed = ["warroom ", " --", "`comms ", "`action "];
            assert!(!typed.iter().any(|typed| told.contains(typed)), "{told}");
        }
    }
}
