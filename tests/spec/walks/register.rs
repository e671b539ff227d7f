//! The register: a specialist within half an hour, one rule for the outside, two outputs.

use super::walk;

#[test]
fn an_incident_of_the_register_goes_from_its_declaration_to_its_review() {
    let story = "
        Fri 20 Nov 2026
        14:00 declare SEV-2 hallucination
              level: SEV-2
              specialist: not of this level
              empty: commander
              first steps: hallucination-harm.stop, hallucination-harm.find
              nudges: none
              running: none
        14:02 page commander duty1
              nudges: Somebody takes command
        14:03 assign commander ops4
              nudges: none
              empty: none
        14:05 classify personal-data no because it speaks of products; classify customer-harm yes
              gdpr-33: not applicable (personal data: no, by ops4: it speaks of products)
        14:06 sev SEV-0 harm=SEV-0 reach=SEV-2 because a cure is promised
              specialist: 30:00
              executive-update: 30:00
              first-outside-message: waits for users affected decided
              running: specialist, executive-update
              empty: ml-specialist, comms-lead
        14:10 stamp users_affected_decided; assign comms-lead pr2
              first-outside-message: 05:00
        14:15 tick detect.how
              first-outside-message: LATE 00:00
              late: first-outside-message
        14:16 pr2> stamp first_message_sent
              first-outside-message: met 01:00 late
              scope-message: 05:00
              nudges: Time check
        14:20 pr2> stamp scope_message_sent
              scope-message: met, 01:00 to spare
              outside-update: 20:00
        14:30 assign ml-specialist mle2; stamp specialist_reached; stamp executives_told
              specialist: met, 06:00 to spare
              executive-update: 30:00
              empty: none
        14:31 stage contain; mle2> contain disable the topic of cures; mle2> verify 1
              contained: disable the topic of cures, verified
        14:32 stamp contained
              took contain: 32 min
        14:40 pr2> stamp outside_update_sent; stage investigate
              outside-update: 20:00
        14:50 classify contract-clause yes because a pharmacy chain has one; stamp aware 14:00
              contract: elapsed 50:00
        15:00 stage communicate; submit contract mail-17
              contract: met after 1:00:00
              late: outside-update, executive-update
        15:02 pr2> stamp outside_update_sent
              outside-update: 20:00
              late: executive-update
        15:10 resolve because answers on cures come from the leaflet only
              status: resolved
              outside-update: not applicable (resolved)
              executive-update: not applicable (resolved)
              late: none
              running: none
        15:30 stage learn; tick learn.fix; tick learn.prevent; close because both outputs are written down
              status: closed
              specialist: met, 06:00 to spare
              nudges: none
    ";
    walk("register", story);
}
