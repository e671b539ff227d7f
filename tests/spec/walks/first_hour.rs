//! The first hour: windows of 5, 15, 30 and 60 minutes, word every 15 minutes, a postmortem.

use super::walk;

#[test]
fn a_first_hour_goes_from_its_declaration_to_its_review() {
    let story = "
        Fri 20 Nov 2026
        14:00 declare SEV-1 harmful-output; stamp began 09:00; stamp detected 13:40
              took detect: 4 h 40 min
              running: window-confirm, war-room, window-contain, technical-status, internal-update, window-diagnose, executive-update, window-communicate, postmortem-public
              empty: commander, technical-lead, comms-lead, executive-sponsor
              first steps: harmful-output.disable, harmful-output.copies
              window-confirm: 05:00
              window-contain: 15:00
              window-diagnose: 30:00
              window-communicate: 1:00:00
              postmortem-public: Fri 27 Nov
        14:01 assign commander ops4; page executive-sponsor vp1; assign technical-lead swe7; assign comms-lead pr2
              empty: executive-sponsor
        14:04 stage contain
              window-confirm: met, 01:00 to spare
              window-contain: 11:00
        14:06 stamp war_room_open; assign executive-sponsor vp1
              war-room: met, 09:00 to spare
              empty: none
        14:13 swe7> contain disable the summaries; swe7> stamp contained; stage diagnose
              window-contain: met, 02:00 to spare
              took contain: 13 min
        14:15 swe7> stamp status_reported; pr2> stamp update_sent
              technical-status: 15:00
              internal-update: 15:00
        14:16 verify 1; stamp users_affected_decided
              contained: disable the summaries, verified
              first-outside-message: 05:00
        14:20 pr2> stamp first_message_sent
              first-outside-message: met, 01:00 to spare
        14:24 pr2> stamp scope_message_sent
              scope-message: met, 01:00 to spare
              outside-update: 20:00
        14:28 stage communicate
              window-diagnose: met, 02:00 to spare
              window-communicate: 32:00
        14:30 tick communicate.expect
              late: technical-status, internal-update, executive-update
        14:37 swe7> stamp status_reported; stamp executives_told
              late: internal-update
              internal-update: LATE 07:00
              missed internal-update: 1
        14:45 tick communicate.internal
              internal-update: LATE 15:00
              missed internal-update: 2
              outside-update: LATE 01:00
        14:46 pr2> stamp update_sent; pr2> stamp outside_update_sent
              internal-update: 15:00
              missed internal-update: 0
              late: none
        14:50 stamp aware 13:45; classify personal-data yes; classify people-in-eu yes
              gdpr-33: 70:55:00
              gdpr-34: waits for high risk
        14:58 stage resolve
              window-communicate: met, 02:00 to spare
        16:30 resolve because the filter is out and watched
              internal-update: not applicable (resolved)
              technical-status: not applicable (resolved)
              late: none
              running: gdpr-33, postmortem-public
        16:31 stage learn
        Mon 23 Nov 2026
        09:00 submit gdpr-33 DPA-4711
              gdpr-33: met, 4:45:00 to spare
              postmortem-public: Fri 27 Nov
        Fri 27 Nov 2026
        23:30 tick learn.postmortem
              postmortem-public: 30:00
              due postmortem-public: Sat 28 Nov 2026 00:00
        23:40 stamp postmortem_published; close because it is public
              postmortem-public: met, 20:00 to spare
              status: closed
              late: none
              running: none
    ";
    walk("first-hour", story);
}
