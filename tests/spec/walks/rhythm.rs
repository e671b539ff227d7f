//! The rhythm: 4 hours, 24 hours, 72 hours, two weeks, and a record that fills.

use super::walk;

#[test]
fn an_incident_in_the_rhythm_goes_from_its_declaration_to_its_review() {
    let story = "
        Fri 20 Nov 2026
        22:00 declare SEV-1 unsafe-action
              running: executive-update, contain, phase-contain, phase-assess, phase-remediate, review
              contain: 4:00:00
              phase-contain: 4:00:00
              phase-assess: 24:00:00
              phase-remediate: 72:00:00
              review: 14d 0h
              record: 0 of 11
              empty: commander, comms-lead, technical-lead, legal-lead, privacy-lead
              first steps: unsafe-action.permissions, unsafe-action.undo
        22:10 assign commander own1; assign comms-lead pr2
              empty: technical-lead, legal-lead, privacy-lead
        22:12 own1> uses commander halt because it pays at night; own1> contain revoke payments; own1> contain pause the nightly run; stamp preserved
              contained: revoke payments, not verified, pause the nightly run, not verified
        22:20 verify 1; verify 2; stamp executives_told
              contained: revoke payments, verified, pause the nightly run, verified
        22:30 classify personal-data no; classify regulated-decision no; classify financial-loss yes; classify security-exposure unknown; classify customer-harm yes; stamp classified
              gdpr-33: not applicable (personal data: no, by ops4: so it is)
        22:50 tick contain.classify
              executive-update: LATE 00:00
              nudges: Time check
        22:55 stamp executives_told
              executive-update: 30:00
        Sat 21 Nov 2026
        01:30 stamp contained; stage assess; stamp executives_told
              contain: met, 30:00 to spare
              phase-contain: met, 30:00 to spare
              phase-assess: 20:30:00
              late: none
        02:00 assign technical-lead mle2; assign legal-lead lgl; assign privacy-lead dpo1; lgl> classify us-bank yes; lgl> stamp determined
              empty: none
              us-bank-36h: 36:00:00
              due us-bank-36h: Sun 22 Nov 2026 14:00
        02:10 record system payments agent; record model m-4; record prompt-and-version p-12; record data-source ledger; record user-population 40 tenants
              record: 5 of 11
        02:20 sev SEV-2 people=SEV-2 because payments were held back
              executive-update: not applicable (level lowered by ops4: payments were held back)
              phase-assess: 19:40:00
        21:00 stage remediate
              phase-assess: met, 1:00:00 to spare
        Sun 22 Nov 2026
        13:00 lgl> submit us-bank-36h OCC-7
              us-bank-36h: met, 1:00:00 to spare
        Mon 23 Nov 2026
        22:00 tick remediate.retest
              phase-remediate: LATE 00:00
              late: phase-remediate
        23:30 lift 1; lift 2; resolve because approvals are asked for again; stage learn
              phase-remediate: met 1:30:00 late
              late: none
              running: review
        23:40 record triggering-input invoice 7; record observed-output 12 payments; record downstream-impact held by the bank; record containment-decision revoked; record remediation-owner mle2; record psf-domains approval gates
              record: 11 of 11
        Fri 4 Dec 2026
        15:00 stamp review_held; tick learn.register; close because the checklist has the gate
              review: met, 7:00:00 to spare
              status: closed
              running: none
    ";
    walk("rhythm", story);
}
