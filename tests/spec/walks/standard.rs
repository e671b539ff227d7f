//! The default: the strictest times, raised and lowered, two tracks, and a record made late.

use super::walk;

#[test]
fn an_incident_by_the_default_plan_goes_from_its_declaration_to_its_review() {
    let story = "
        Fri 20 Nov 2026
        14:00 declare P2 bias
              level: SEV-2
              running: window-triage, window-contain, internal-update, specialist, window-diagnose, response-sev-2, contain-sev-2, executives-told, assess, remediate, report, review
              review: 14d 0h
              report: Fri 27 Nov
              customer-notice-sev-2: not assessed (customer harm?)
              window-communicate: waits for users affected decided
              empty: commander, ai-lead, technical-lead, comms-lead, legal-lead, executive-sponsor, product-owner, ai-ethics-officer
              first steps: bias.stop, bias.list
        14:01 stage phase-contain
              phase: phase-contain
              stage: detect
        14:03 assign commander ops4; stage triage
              response-sev-2: met, 57:00 to spare
        14:04 sev SEV-0 people=SEV-1 because people are refused wrongly
              level: SEV-1
              war-room: 15:00
              response-sev-1: met, 01:00 to spare
              contain-sev-1: 56:00
              contain-sev-2: not applicable (level raised by ops4: people are refused wrongly)
              internal-update: 11:00
              executive-update: 30:00
              customer-notice-sev-1: 23:56:00
              empty: ai-lead, technical-lead, comms-lead, legal-lead, customer-trust, executive-sponsor, product-owner, ai-ethics-officer
        14:05 stage contain
              window-triage: met, 00:00 to spare
        14:06 stamp war_room_open; assign ai-lead mle2; assign technical-lead swe7; assign comms-lead pr2; assign legal-lead lgl; assign customer-trust cs3; assign executive-sponsor vp1; assign product-owner po1; assign ai-ethics-officer eth1
              war-room: met, 13:00 to spare
              empty: none
        14:10 stamp specialist_reached; contain human-review the ranking; verify 1; stamp contained; stamp users_affected_decided
              specialist: met, 20:00 to spare
              contain-sev-1: met, 50:00 to spare
              first-outside-message: 05:00
              window-communicate: 50:00
        14:14 stage diagnose; pr2> stamp first_message_sent
              window-contain: met, 01:00 to spare
              first-outside-message: met, 01:00 to spare
              window-communicate: met, 46:00 to spare
              scope-message: 05:00
        14:15 pr2> stamp update_sent
              internal-update: 15:00
        14:18 pr2> stamp scope_message_sent
              outside-update: 20:00
        14:29 stage remediate
              window-diagnose: met, 01:00 to spare
        14:30 pr2> stamp update_sent
              late: none
        14:34 stamp executives_told; stamp aware 13:30; lgl> classify us-public-company yes; lgl> stamp materiality_determined
              executive-update: 30:00
              customer-notice-sev-1: 22:56:00
              sec-8k: Fri 27 Nov
              due sec-8k: Sat 28 Nov 2026 05:00
        14:45 handover commander lead2; lead2> accept commander
              late: outside-update, internal-update
        15:00 lead2> sev SEV-3 because the screener stands still
              executive-update: not applicable (level lowered by lead2: the screener stands still)
              internal-update: not applicable (level lowered by lead2: the screener stands still)
              customer-notice-sev-1: not applicable (level lowered by lead2: the screener stands still)
              war-room: met, 13:00 to spare
              contain-sev-3: met, 3:50:00 to spare
              response-sev-3: met, 3:57:00 to spare
              late: none
              running: assess, remediate, report, sec-8k, review
        Sat 21 Nov 2026
        10:00 stamp assessed; stage phase-assess
              assess: met, 4:00:00 to spare
        Mon 23 Nov 2026
        09:00 stage communicate; stamp customers_notified; lift 1; resolve because resumes are scored anew; stage phase-remediate
              remediate: met, 5:00:00 to spare
              status: resolved
              running: report, sec-8k, review
        Wed 25 Nov 2026
        15:00 lgl> submit sec-8k 0001-26
              sec-8k: met, 62:00:00 to spare
        Thu 26 Nov 2026
        12:00 stage document; stamp report_filed
              report: met, 36:00:00 to spare
        Fri 4 Dec 2026
        15:00 stage learn; stage phase-learn
              phase: phase-learn
              review: LATE 1:00:00
        16:00 stamp review_held 13:00
              review: met, recorded 3 h later by ops4
              late: none
        16:10 close because policy and monitoring were changed
              status: closed
              running: none
    ";
    walk("standard", story);
}
