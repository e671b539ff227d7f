//! Somebody's own editor: a text goes out into a file that only they can read, and comes back.

use super::desk::Trouble;
use super::overlays::field::LONGEST_PASTE;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program and its first arguments, from what the environment names: `VISUAL`, else `EDITOR`.
pub fn words(var: impl Fn(&str) -> Option<String>) -> Result<Vec<String>, Trouble> {
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        let value = var(name).filter(|value| !value.trim().is_empty())?;
        Some((name, value))
    });
    let Some((name, value)) = named else {
        return Err(trouble("no editor is set", "set VISUAL or EDITOR, such as EDITOR=vi"));
    };
    match shlex::split(&value) {
        Some(words) if !words.is_empty() => Ok(words),
        _ => {
            let remedy = format!("its quotes do not match: `{value}`");
            Err(trouble(format!("{name} is no command"), remedy))
        }
    }
}

/// Lets somebody edit a text, and returns what they have written. It waits until the editor ends.
///
/// What the editor left is never thrown away because something went wrong: the trouble says where it is.
pub fn edit(text: &str, words: &[String]) -> Result<String, Trouble> {
    let cannot = |error: std::io::Error| {
        trouble(format!("cannot write a file for the editor: {error}"), "the text is as it was")
    };
    // The file can be read by nobody else: that is how such files are made.
    let file = tempfile::Builder::new().prefix("warroom-").suffix(".txt").tempfile();
    let mut file = file.map_err(cannot)?;
    file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(cannot)?;
    let path = file.into_temp_path();
    let (program, arguments) =
        words.split_first().ok_or_else(|| trouble("no editor is set", ""))?;
    let ended = Command::new(program).args(arguments).arg(&path).status();
    match ended {
        Err(error) => Err(trouble(
            format!("cannot start {program}: {error}"),
            "VISUAL or EDITOR names the editor; the text is as it was",
        )),
        Ok(status) if !status.success() => {
            let changed = fs::read(&path).is_ok_and(|now| now != text.as_bytes());
            let kept = if changed { keep(path) } else { None };
            Err(trouble(format!("{program} ended with {status}"), where_it_is(kept.as_deref())))
        }
        Ok(_) => match read(&path) {
            Ok(text) => Ok(text),
            Err(why) => Err(trouble(why, where_it_is(keep(path).as_deref()))),
        },
    }
}

/// What the editor left, when it is a text of a fair size.
fn read(path: &Path) -> Result<String, String> {
    let size = fs::metadata(path).map_err(|error| format!("the file is gone: {error}"))?.len();
    if size > LONGEST_PASTE as u64 {
        return Err(format!("the text has {size} bytes; {LONGEST_PASTE} are taken"));
    }
    let bytes = fs::read(path).map_err(|error| format!("cannot read the file: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|_| "the text is not UTF-8".to_owned())?;
    Ok(text.replace("\r\n", "\n"))
}

fn keep(path: tempfile::TempPath) -> Option<PathBuf> {
    path.keep().ok()
}

fn where_it_is(kept: Option<&Path>) -> String {
    match kept {
        Some(path) => format!("what was written is in {}", path.display()),
        None => "the text is as it was".to_owned(),
    }
}

fn trouble(text: impl Into<String>, remedy: impl Into<String>) -> Trouble {
    Trouble { text: text.into(), remedy: remedy.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Vec<String> {
        ["sh", "-c", script, "editor"].map(str::to_owned).to_vec()
    }

    #[test]
    fn the_editor_is_the_one_that_the_environment_names() {
        let set = |name: &str| (name == "EDITOR").then(|| "code --wait 'a b'".to_owned());
        assert_eq!(words(set).unwrap(), ["code", "--wait", "a b"]);
        let trouble = words(|_| None).unwrap_err();
        assert!(trouble.remedy.contains("EDITOR"));
        assert!(words(|_| Some("vi 'open".to_owned())).is_err());
    }

    #[test]
    fn what_was_written_comes_back() {
        assert_eq!(edit("one\n", &shell("echo two >> \"$1\"")).unwrap(), "one\ntwo\n");
    }

    #[test]
    fn what_an_editor_that_failed_has_left_is_kept() {
        assert_eq!(edit("one", &shell("exit 3")).unwrap_err().remedy, "the text is as it was");
        for script in [
            "echo two > \"$1\"; exit 3",
            "printf '\\377' > \"$1\"",
            "head -c 70000 /dev/zero > \"$1\"",
        ] {
            let trouble = edit("one", &shell(script)).unwrap_err();
            let path = trouble.remedy.strip_prefix("what was written is in ").unwrap();
            fs::remove_file(path).unwrap();
        }
        let missing = ["/no/such/editor".to_owned()];
        assert!(edit("one", &missing).unwrap_err().text.starts_with("cannot start"));
    }

    #[test]
    fn nobody_else_can_read_the_file() {
        let left = edit(
            "secret",
            &shell("stat -c %a \"$1\" > \"$1.mode\"; cat \"$1.mode\" > \"$1\"; rm \"$1.mode\""),
        );
        assert_eq!(left.unwrap(), "600\n");
    }
}
