//! Why data could not be read, in words that name the file, the line, the key and the remedy.

use std::fmt;

/// Something wrong in a file: `plan.toml:41: clocks[3].due[0].starts_at: no stamp is called "declard"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misprint {
    /// The file as it was named.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The path of the key; empty where the text is no TOML, or the whole file is meant.
    pub path: String,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl fmt::Display for Misprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.problem)
    }
}

/// Why data could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// No built-in data of that name.
    #[error("no built-in {what} is called {name:?} (one of: {}); a file is named by its path, such as ./{what}.toml", .known.join(", "))]
    Unknown {
        /// What was looked for: `plan`.
        what: &'static str,
        /// The name that nothing has.
        name: String,
        /// The names that there are.
        known: Vec<&'static str>,
    },
    /// The file cannot be opened or read.
    #[error("cannot read {file}; check the path and that you may read the file")]
    Unreadable {
        /// The file as it was named.
        file: String,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// There is no such file.
    #[error("there is no file {file}; check the path, or name built-in data by its id")]
    Missing {
        /// The file as it was named.
        file: String,
    },
    /// A folder, a pipe or a device.
    #[error("{file} is no regular file; name a TOML file")]
    NoFile {
        /// The file as it was named.
        file: String,
    },
    /// More than any plan can need.
    #[error("{file} is larger than {most} bytes; this is no file of ours, or it needs to be split")]
    TooLarge {
        /// The file as it was named.
        file: String,
        /// The most that is read.
        most: u64,
    },
    /// The file was read, and it is not right: every fault of it, in the order of the lines.
    #[error("{}", lines(.0))]
    Misprints(Vec<Misprint>),
}

fn lines(misprints: &[Misprint]) -> String {
    misprints.iter().map(Misprint::to_string).collect::<Vec<_>>().join("\n")
}
