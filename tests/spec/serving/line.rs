//! A stream as it goes over the line, read by a test.

use super::desk::Served;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A stream that is read when the test wants it.
pub struct Line {
    stream: TcpStream,
    pub read: String,
    /// The beginning of a letter whose rest has not come.
    cut: Vec<u8>,
}

impl Line {
    pub fn open(served: &Served, token: &str, more: &str) -> Line {
        Line::at("/v1/stream", served, token, more)
    }

    /// Opens the stream that a path names.
    pub fn at(path: &str, served: &Served, token: &str, more: &str) -> Line {
        let mut stream = TcpStream::connect(served.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
        write!(stream, "{head}authorization: Bearer {token}\r\n{more}\r\n").unwrap();
        Line { stream, read: String::new(), cut: Vec::new() }
    }

    /// Reads on until something has come.
    pub fn until(&mut self, text: &str) -> &str {
        let mut from = 0;
        while !self.read[from..].contains(text) {
            from = self.read.len().saturating_sub(text.len());
            from = (0..=from).rev().find(|at| self.read.is_char_boundary(*at)).unwrap();
            assert!(self.goes_on(), "it ended without {text:?}: {}", self.read);
        }
        &self.read
    }

    /// Reads to the end.
    pub fn ends(mut self) -> String {
        while self.goes_on() {}
        self.read
    }

    pub fn goes_on(&mut self) -> bool {
        let mut bytes = vec![0; 256 * 1024];
        match self.stream.read(&mut bytes) {
            Ok(0) => false,
            Ok(read) => {
                self.cut.extend_from_slice(&bytes[..read]);
                let whole = match std::str::from_utf8(&self.cut) {
                    Ok(_) => self.cut.len(),
                    Err(error) => error.valid_up_to(),
                };
                let rest = self.cut.split_off(whole);
                self.read.push_str(std::str::from_utf8(&self.cut).unwrap());
                self.cut = rest;
                true
            }
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => false,
            Err(error) => panic!("{error}: {}", self.read),
        }
    }
}
