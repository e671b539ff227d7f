//! The tree that writers write: what stands in a report, not how it looks.

/// A report as a tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// What kind of document it is, over the title.
    pub kind: String,
    /// What it is about.
    pub title: String,
    /// What must not be overlooked: that it was an exercise, that it holds what is privileged.
    pub banners: Vec<String>,
    /// How bad it is in words, and how many levels are worse.
    pub level: Option<(String, usize)>,
    /// What is known in a word or a line.
    pub facts: Vec<(String, Said)>,
    /// The parts, in order.
    pub parts: Vec<Part>,
    /// From what the report was made, at its end.
    pub made: Vec<String>,
}

/// A part under a heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// By which it can be pointed at: small letters, digits, hyphens.
    pub id: String,
    /// The heading.
    pub title: String,
    /// What stands under it.
    pub blocks: Vec<Block>,
}

/// A piece of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading inside the part.
    Heading(String),
    /// A text, perhaps over several lines.
    Paragraph(Said),
    /// What somebody has still to write.
    Missing(String),
    /// Rows under heads.
    Table(Table),
    /// Points.
    List(Vec<Said>),
    /// Words, and what they stand for here.
    Terms(Vec<(String, Said)>),
    /// A text that is shown letter by letter, as it was sent.
    Verbatim(String),
}

/// Rows under heads. A cell may have several lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What the columns are called.
    pub heads: Vec<&'static str>,
    /// The rows, each with as many cells as there are heads.
    pub rows: Vec<Vec<Said>>,
}

/// A text and its tone. The words say what the tone says; it only helps to find them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// How it sounds.
    pub tone: Tone,
}

/// How a text sounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Plain,
    /// As it should be.
    Good,
    /// Late, missed, in conflict.
    Bad,
    /// Beside the point: undone, not recorded.
    Quiet,
}

impl Said {
    /// A text in a tone.
    pub fn in_tone(tone: Tone, text: impl Into<String>) -> Said {
        Said { text: text.into(), tone }
    }
}

impl<T: Into<String>> From<T> for Said {
    fn from(text: T) -> Said {
        Said { text: text.into(), tone: Tone::Plain }
    }
}

impl Part {
    /// A part with nothing in it yet. Whatever the id was, it can be pointed at.
    pub fn new(id: &str, title: impl Into<String>) -> Part {
        let safe = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        Part { id: id.chars().map(safe).collect(), title: title.into(), blocks: Vec::new() }
    }

    /// Adds a text.
    pub fn say(&mut self, text: impl Into<Said>) {
        self.blocks.push(Block::Paragraph(text.into()));
    }

    /// Adds a heading.
    pub fn head(&mut self, title: &str) {
        self.blocks.push(Block::Heading(title.to_owned()));
    }

    /// Adds rows under heads, or says that there are none.
    pub fn table(&mut self, heads: &[&'static str], rows: Vec<Vec<Said>>, none: &str) {
        if rows.is_empty() {
            self.say(Said::in_tone(Tone::Quiet, none));
        } else {
            self.blocks.push(Block::Table(Table { heads: heads.to_vec(), rows }));
        }
    }

    /// Adds what a person wrote: paragraphs between empty lines, points after `- ` or `* `.
    pub fn written(&mut self, text: &str) {
        let mut paragraph: Vec<&str> = Vec::new();
        let mut points: Vec<Said> = Vec::new();
        for line in text.lines().chain([""]) {
            let point = ["- ", "* "].iter().find_map(|sign| line.strip_prefix(sign));
            if let Some(point) = point {
                self.flush(&mut paragraph, &mut Vec::new());
                points.push(Said::from(point.trim()));
            } else if line.trim().is_empty() {
                self.flush(&mut paragraph, &mut points);
            } else if let Some(last) = points.last_mut() {
                last.text.push('\n');
                last.text.push_str(line.trim());
            } else {
                paragraph.push(line.trim_end());
            }
        }
    }

    fn flush(&mut self, paragraph: &mut Vec<&str>, points: &mut Vec<Said>) {
        if !paragraph.is_empty() {
            self.say(std::mem::take(paragraph).join("\n"));
        }
        if !points.is_empty() {
            self.blocks.push(Block::List(std::mem::take(points)));
        }
    }
}
