//! The specification: what `warroom` promises, in reading order.

#[path = "spec/any.rs"]
mod any;
#[path = "spec/any_following.rs"]
mod any_following;
#[path = "spec/any_response.rs"]
mod any_response;
#[path = "spec/commands.rs"]
mod commands;
#[path = "spec/world.rs"]
mod world;

#[path = "spec/authors.rs"]
mod authors;
#[path = "spec/entries.rs"]
mod entries;
#[path = "spec/folding.rs"]
mod folding;
#[path = "spec/following.rs"]
mod following;
#[path = "spec/golden.rs"]
mod golden;
#[path = "spec/messages.rs"]
mod messages;
#[path = "spec/recurring.rs"]
mod recurring;
#[path = "spec/responding.rs"]
mod responding;
#[path = "spec/rules.rs"]
mod rules;
#[path = "spec/story.rs"]
mod story;
#[path = "spec/taking_back.rs"]
mod taking_back;
#[path = "spec/together.rs"]
mod together;
#[path = "spec/words.rs"]
mod words;
#[path = "spec/work.rs"]
mod work;

#[path = "spec/text.rs"]
mod text;

#[path = "spec/levels_of_plans.rs"]
mod levels_of_plans;
#[path = "spec/matrix.rs"]
mod matrix;
#[path = "spec/plan_faults.rs"]
mod plan_faults;
#[path = "spec/plan_files.rs"]
mod plan_files;
#[path = "spec/plans.rs"]
mod plans;
#[path = "spec/rows_of_plans.rs"]
mod rows_of_plans;
#[path = "spec/sets.rs"]
mod sets;
#[path = "spec/standard_plan.rs"]
mod standard_plan;
#[path = "spec/templates.rs"]
mod templates;
#[path = "spec/wording.rs"]
mod wording;

#[path = "spec/configuring.rs"]
mod configuring;

#[path = "spec/calendars.rs"]
mod calendars;
#[path = "spec/clocks.rs"]
mod clocks;
#[path = "spec/deadlines.rs"]
mod deadlines;

#[path = "spec/metrics.rs"]
mod metrics;
#[path = "spec/metrics_following.rs"]
mod metrics_following;

#[path = "spec/walks.rs"]
mod walks;

#[path = "spec/keeping.rs"]
mod keeping;
#[path = "spec/merging.rs"]
mod merging;
#[path = "spec/serving.rs"]
mod serving;

#[path = "spec/acting.rs"]
mod acting;
#[path = "spec/pages.rs"]
mod pages;
#[path = "spec/pictures.rs"]
mod pictures;
#[path = "spec/pictures_actions.rs"]
mod pictures_actions;
#[path = "spec/pictures_elsewhere.rs"]
mod pictures_elsewhere;
#[path = "spec/pictures_following.rs"]
mod pictures_following;
#[path = "spec/pictures_forms.rs"]
mod pictures_forms;
#[path = "spec/pictures_measures.rs"]
mod pictures_measures;
#[path = "spec/pictures_messages.rs"]
mod pictures_messages;
#[path = "spec/pictures_pages.rs"]
mod pictures_pages;
#[path = "spec/pictures_panes.rs"]
mod pictures_panes;
#[path = "spec/pictures_register.rs"]
mod pictures_register;
#[path = "spec/pictures_response.rs"]
mod pictures_response;
#[path = "spec/pictures_sharing.rs"]
mod pictures_sharing;
#[path = "spec/remapped.rs"]
mod remapped;
#[path = "spec/rooms.rs"]
mod rooms;
#[path = "spec/theming.rs"]
mod theming;
#[path = "spec/typing.rs"]
mod typing;
#[path = "spec/typing_actions.rs"]
mod typing_actions;
#[path = "spec/typing_following.rs"]
mod typing_following;
#[path = "spec/typing_forms.rs"]
mod typing_forms;
#[path = "spec/typing_helper.rs"]
mod typing_helper;
#[path = "spec/typing_messages.rs"]
mod typing_messages;
#[path = "spec/typing_register.rs"]
mod typing_register;
#[path = "spec/typing_report.rs"]
mod typing_report;
#[path = "spec/typing_response.rs"]
mod typing_response;

#[path = "spec/anyscreen.rs"]
mod anyscreen;
#[path = "spec/by_hand.rs"]
mod by_hand;
#[path = "spec/bytes.rs"]
mod bytes;
#[path = "spec/pty.rs"]
mod pty;
#[path = "spec/starting.rs"]
mod starting;
#[path = "spec/stream.rs"]
mod stream;
#[path = "spec/terminal.rs"]
mod terminal;
#[path = "spec/terminal_editor.rs"]
mod terminal_editor;
#[path = "spec/terminal_hostile.rs"]
mod terminal_hostile;
#[path = "spec/terminal_kinds.rs"]
mod terminal_kinds;
#[path = "spec/terminal_mouse.rs"]
mod terminal_mouse;
#[path = "spec/terminal_sharing.rs"]
mod terminal_sharing;
#[path = "spec/terminal_title.rs"]
mod terminal_title;
#[path = "spec/terminal_trouble.rs"]
mod terminal_trouble;

#[path = "spec/house.rs"]
mod house;

#[path = "spec/bundling.rs"]
mod bundling;
#[path = "spec/commandline.rs"]
mod commandline;
#[path = "spec/ingesting.rs"]
mod ingesting;
#[path = "spec/registering.rs"]
mod registering;
#[path = "spec/reporting.rs"]
mod reporting;
