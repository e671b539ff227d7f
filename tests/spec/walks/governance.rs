//! Governance: the level by the matrix, seats that are missing, and three chains of the law.

use super::walk;

#[test]
fn an_incident_under_governance_goes_from_its_declaration_to_its_review() {
    let story = "
        Mon 6 Mar 2028
        08:00 declare ? bias
              running: none
              nudges: none
        08:02 tick detect.source
              nudges: Somebody takes command
        08:05 tick detect.evidence
              nudges: Somebody takes command, A level is set
        08:06 assign commander eth1; sev SEV-2 people=SEV-3 fairness=SEV-2 because credit is denied unlawfully
              nudges: none
              response-sev-2: met, 1:00:00 to spare
              empty: ai-ethics-officer, technical-lead, legal-lead, product-owner
              first steps: bias.decisions
        08:10 assign ai-ethics-officer eth1; assign technical-lead mle2
              empty: legal-lead, product-owner
        08:12 assign legal-lead lgl; assign product-owner po1
              empty: none
        08:15 stage classify; lgl> classify high-risk-ai-system yes because credit scoring is in Annex III
              eu-ai-act-73: 14d 23h
              eu-ai-act-73-widespread: not assessed (critical infrastructure or widespread?)
        08:16 lgl> classify death-or-serious-harm no because nobody was hurt
              eu-ai-act-73-death: not applicable (death or serious harm: no, by lgl: nobody was hurt)
        08:18 lgl> classify eu-financial-entity yes; lgl> classify essential-or-important-entity yes
              nis2-early: 23:42:00
              nis2-final: waits for nis2-72h submitted
              dora-initial: waits for classified major
              dora-final: waits for dora-intermediate submitted
        08:20 stamp aware 07:30
              eu-ai-act-73: 14d 23h
              due eu-ai-act-73: Tue 21 Mar 2028 07:30
              nis2-early: 23:10:00
              nis2-72h: 71:10:00
              dora-initial: waits for classified major
        08:30 stamp classified_major
              dora-initial: 4:00:00
              due dora-initial: Mon 6 Mar 2028 12:30
        08:40 sev P1 sources=SEV-1 because an alert says so too
              level: SEV-1
              response-sev-1: met, 49:00 to spare
              executive-update: 30:00
              empty: comms-lead, executive-sponsor
              running: executive-update, dora-initial, nis2-early, nis2-72h, eu-ai-act-73
        09:00 stage contain; mle2> uses technical-lead roll back because credit is at stake; mle2> contain roll-back the scoring model; mle2> verify 1; stamp contained
              contained: roll-back the scoring model, verified
              took contain: 1 h 0 min
        09:10 assign executive-sponsor vp1; assign comms-lead pr2; stamp executives_told
              empty: none
              executive-update: 30:00
        09:30 stamp causal_link
              eu-ai-act-73: LATE 00:00
        09:40 stage inform; stamp executives_told; stamp board_told
              eu-ai-act-73: LATE 10:00
        10:00 lgl> submit eu-ai-act-73 MSA-1
              eu-ai-act-73: met 30:00 late
              late: none
        12:00 lgl> submit dora-initial BA-77; stamp public_told
              dora-initial: met, 30:00 to spare
              dora-intermediate: 72:00:00
        Tue 7 Mar 2028
        07:00 lgl> submit nis2-early CS-1
              nis2-early: met, 30:00 to spare
              nis2-final: waits for nis2-72h submitted
        Wed 8 Mar 2028
        16:00 lgl> submit nis2-72h CS-2
              nis2-72h: met, 15:30:00 to spare
              nis2-final: Sat 8 Apr
              due nis2-final: Sat 8 Apr 2028 16:00
        Thu 9 Mar 2028
        11:00 lgl> submit dora-intermediate BA-78; stage remediate
              dora-intermediate: met, 1:00:00 to spare
              dora-final: Mon 10 Apr
              due dora-final: Mon 10 Apr 2028 10:00
        Fri 10 Mar 2028
        15:00 lgl> classify critical-infrastructure-or-widespread no because one product; lift 1; resolve because decisions are made anew
              eu-ai-act-73-widespread: not applicable (critical infrastructure or widespread: no, by lgl: one product)
              executive-update: not applicable (resolved)
              late: none
              running: nis2-final, dora-final
        Fri 7 Apr 2028
        12:00 lgl> submit nis2-final CS-3
              nis2-final: met, 28:00:00 to spare
        Mon 10 Apr 2028
        09:00 lgl> submit dora-final BA-79
              dora-final: met, 1:00:00 to spare
        09:30 stage review; stamp report_filed; close because the auditor has it
              status: closed
              late: none
              running: none
    ";
    walk("governance", story);
}
