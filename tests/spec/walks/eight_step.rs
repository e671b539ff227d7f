//! The eight steps: respond at once, real-time word inside, customers within a day, report and review.

use super::walk;

#[test]
fn an_incident_in_eight_steps_goes_from_its_declaration_to_its_review() {
    let story = "
        Fri 20 Nov 2026
        14:00 declare SEV-2 data-leak
              running: response-sev-2, internal-update-sev-2, report, review
              response-sev-2: 1:00:00
              internal-update-sev-2: 24:00:00
              customer-notice-sev-2: not assessed (customer harm?)
              report: Fri 27 Nov
              review: Fri 4 Dec
              empty: commander, ai-lead, comms-lead, legal-lead, customer-trust, executive-sponsor
              first steps: data-leak.close, data-leak.copies
        14:02 tick detect.channel
              nudges: Somebody takes command
        14:03 assign commander ops4
              response-sev-2: met, 57:00 to spare
              nudges: none
        14:10 stage triage; sev SEV-1 harm=SEV-1 because customers saw the data of others
              response-sev-2: met, 57:00 to spare
              response-sev-1: met, 07:00 to spare
              customer-notice-sev-1: 23:50:00
              customer-notice-sev-2: not applicable (level raised by ops4: customers saw the data of others)
              internal-update-sev-1: 1:00:00
              internal-update-sev-2: not applicable (level raised by ops4: customers saw the data of others)
        14:12 stamp aware 12:00; assign ai-lead mle2; assign legal-lead lgl; assign comms-lead pr2; assign customer-trust cs3; assign executive-sponsor vp1
              customer-notice-sev-1: 21:48:00
              due customer-notice-sev-1: Sat 21 Nov 2026 12:00
              empty: none
        14:15 stage contain; mle2> contain roll-back prompt 41; mle2> verify 1; stamp contained
              contained: roll-back prompt 41, verified
              took contain: 15 min
        14:20 classify personal-data yes; classify people-in-eu yes; classify essential-or-important-entity no because twelve people work here
              gdpr-33: 69:40:00
              nis2-early: not applicable (essential or important entity: no, by ops4: twelve people work here)
        14:40 stage diagnose; tick diagnose.layer
        15:00 pr2> stamp internal_update_sent
              internal-update-sev-1: 1:00:00
        16:00 tick diagnose.cause
              internal-update-sev-1: LATE 00:00
        18:00 stage remediate
              internal-update-sev-1: LATE 2:00:00
              missed internal-update-sev-1: 3
        18:05 pr2> stamp internal_update_sent; stamp executives_told; stamp users_affected_decided
              late: none
        19:00 stage communicate; vp1> uses executive-sponsor approve comms because the text is plain; pr2> stamp customers_notified; pr2> stamp first_message_sent
              customer-notice-sev-1: met, 17:00:00 to spare
        19:30 lift 1; resolve because the fix is out
              contained: roll-back prompt 41, lifted
              late: none
              running: gdpr-33, report, review
        Mon 23 Nov 2026
        10:00 submit gdpr-33 DPA-1
              gdpr-33: met, 2:00:00 to spare
              report: Fri 27 Nov
        Thu 26 Nov 2026
        16:00 stage document; stamp report_filed
              report: met, 32:00:00 to spare
        Sat 5 Dec 2026
        12:00 stage learn
              review: LATE 12:00:00
              late: review
        Mon 7 Dec 2026
        10:00 stamp review_held; late-because review because the sponsor was ill
              review: met 58:00:00 late (ops4: the sponsor was ill)
              running: none
        10:30 close because policy and monitoring were changed
              status: closed
    ";
    walk("eight-step", story);
}
