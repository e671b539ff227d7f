//! Server-sent events, as far as a server of ours sends them: bytes in, whole events out.

use std::collections::VecDeque;

/// How long a line may be: more than the longest entry.
const LONGEST_LINE: usize = 512 * 1024;
/// How much an event may hold.
const LONGEST_DATA: usize = 1024 * 1024;

/// Something that was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    /// The place behind it, where the sender gave one.
    pub id: Option<String>,
    /// What it is about.
    pub name: String,
    /// Its lines.
    pub data: String,
}

/// What came that is no event, or too long for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// More than anybody sends.
    #[error("an event without an end")]
    TooLong,
    /// No text.
    #[error("an event that is no text")]
    NoText,
}

/// Takes bytes in as they come, cut anywhere.
#[derive(Debug, Default)]
pub struct Events {
    line: Vec<u8>,
    event: Event,
    has_data: bool,
    whole: VecDeque<Event>,
}

impl Events {
    /// Takes in what came.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), EventError> {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.extend(&rest[..end])?;
            rest = &rest[end + 1..];
            let line = std::mem::take(&mut self.line);
            let line = line.strip_suffix(b"\r").unwrap_or(&line);
            self.take_line(std::str::from_utf8(line).map_err(|_| EventError::NoText)?)?;
        }
        self.extend(rest)
    }

    /// The next whole event.
    pub fn next(&mut self) -> Option<Event> {
        self.whole.pop_front()
    }

    fn extend(&mut self, part: &[u8]) -> Result<(), EventError> {
        if self.line.len() + part.len() > LONGEST_LINE {
            return Err(EventError::TooLong);
        }
        self.line.extend_from_slice(part);
        Ok(())
    }

    fn take_line(&mut self, line: &str) -> Result<(), EventError> {
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            // What has no data is none; a comment or the time to wait before coming back.
            if std::mem::take(&mut self.has_data) {
                self.whole.push_back(event);
            }
            return Ok(());
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => self.event.id = Some(value.to_owned()),
            "event" => value.clone_into(&mut self.event.name),
            "data" => {
                let data = &mut self.event.data;
                if std::mem::replace(&mut self.has_data, true) {
                    data.push('\n');
                }
                if data.len() + value.len() > LONGEST_DATA {
                    return Err(EventError::TooLong);
                }
                data.push_str(value);
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, name: &str, data: &str) -> Event {
        let id = Some(id.to_owned()).filter(|id| !id.is_empty());
        Event { id, name: name.to_owned(), data: data.to_owned() }
    }

    fn all(events: &mut Events) -> Vec<Event> {
        std::iter::from_fn(|| events.next()).collect()
    }

    #[test]
    fn events_are_whole_wherever_the_bytes_are_cut() {
        let text = "retry: 3000\n\n:\n\nid: a-1\nevent: entry\ndata: {\"text\":\"ü: b\"}\n\n\
                    event: presence\r\ndata:x\r\ndata: y\r\n\r\nevent: none\n\nid: a-2\nodd\ndata: z\n\n";
        let expected = [
            event("a-1", "entry", "{\"text\":\"ü: b\"}"),
            event("", "presence", "x\ny"),
            event("a-2", "", "z"),
        ];
        for cut in 0..=text.len() {
            let mut events = Events::default();
            events.take(&text.as_bytes()[..cut]).unwrap();
            events.take(&text.as_bytes()[cut..]).unwrap();
            assert_eq!(all(&mut events), expected, "{cut}");
        }
        let mut events = Events::default();
        text.bytes().for_each(|byte| events.take(&[byte]).unwrap());
        assert_eq!(all(&mut events), expected);
    }

    #[test]
    fn what_has_no_end_or_is_no_text_is_refused() {
        let mut events = Events::default();
        let part = vec![b'x'; 64 * 1024];
        let taken = (0..9).find_map(|_| events.take(&part).err());
        assert_eq!(taken, Some(EventError::TooLong));
        let mut events = Events::default();
        let line = [b"data: ".as_slice(), &part, b"\n"].concat();
        let taken = (0..17).find_map(|_| events.take(&line).err());
        assert_eq!(taken, Some(EventError::TooLong));
        assert_eq!(Events::default().take(b"data: \xff\n"), Err(EventError::NoText));
    }
}
