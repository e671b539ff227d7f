//! A real pseudo-terminal with a shell in it: what the program leaves behind is what the shell finds.

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long anything may take before the test gives up. Nothing waits this long when all is well.
const PATIENCE: Duration = Duration::from_secs(20);

/// A terminal in which a shell script runs.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    typing: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    /// Every byte that was written to the terminal.
    pub bytes: Vec<u8>,
    /// The shell's process.
    pub shell: u32,
    child: Box<dyn portable_pty::Child + Send + Sync>,
}

impl Terminal {
    /// Runs a script in a terminal of a size, at home in a folder. `warroom` in the script is the program.
    pub fn running(script: &str, (cols, rows): (u16, u16), home: &Path) -> Terminal {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new("bash");
        command.args(["--norc", "-c", script]);
        command.env_clear();
        let program = Path::new(env!("CARGO_BIN_EXE_warroom"));
        let programs = program.parent().expect("the program lies in a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", programs.display()));
        command.env("HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("USER", "ops4");
        command.cwd(home);
        let child = pty.slave.spawn_command(command).expect("a shell");
        drop(pty.slave);
        let mut from = pty.master.try_clone_reader().expect("the terminal can be read");
        let (tell, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = from.read(&mut bytes) {
                if tell.send(bytes[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        let typing = pty.master.take_writer().expect("the terminal can be typed at");
        let (rows, cols) =
            (NonZero::new(rows).expect("rows"), NonZero::new(cols).expect("columns"));
        let shell = child.process_id().expect("the shell is a process");
        let parser = vt100::Parser::new(rows, cols, 0);
        Terminal { master: pty.master, typing, output, parser, bytes: Vec::new(), shell, child }
    }

    /// Types keys as they stand.
    pub fn types(&mut self, keys: &str) {
        self.typing.write_all(keys.as_bytes()).expect("the terminal takes keys");
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, cols: u16, rows: u16) {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).expect("the terminal takes the size");
        let (rows, cols) =
            (NonZero::new(rows).expect("rows"), NonZero::new(cols).expect("columns"));
        self.parser.screen_mut().set_size(rows, cols);
    }

    /// What the screen shows.
    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Waits until the screen shows a text.
    pub fn until(&mut self, text: &str) {
        self.until_that(&format!("`{text}`"), |screen| screen.contents().contains(text));
    }

    /// Waits until the screen is as it should be.
    pub fn until_that(&mut self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        #[expect(clippy::disallowed_methods, reason = "a real terminal is waited for in real time")]
        let start = Instant::now();
        while !is_so(self.parser.screen()) {
            match self.output.recv_timeout(Duration::from_millis(200)) {
                Ok(bytes) => {
                    self.bytes.extend_from_slice(&bytes);
                    self.parser.process(&bytes);
                }
                Err(RecvTimeoutError::Timeout) if start.elapsed() < PATIENCE => {}
                Err(why) => {
                    panic!("no {what} ({why}); the screen shows:\n{}", self.screen().contents())
                }
            }
        }
    }

    /// Waits until nothing has been written for so long.
    pub fn silence(&mut self, long: Duration) {
        #[expect(clippy::disallowed_methods, reason = "a real terminal is waited for in real time")]
        let start = Instant::now();
        loop {
            match self.output.recv_timeout(long) {
                Ok(bytes) => {
                    self.bytes.extend_from_slice(&bytes);
                    self.parser.process(&bytes);
                }
                Err(RecvTimeoutError::Timeout) => return,
                Err(why) => panic!("{why} while it should be idle"),
            }
            assert!(start.elapsed() < PATIENCE, "it writes and writes");
        }
    }

    /// Waits until a process is stopped, as the system sees it.
    pub fn until_stopped(&mut self, process: u32) {
        let state = move || {
            let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
            stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T'))
        };
        self.until_that("stopped process", |_| state());
    }

    /// Waits until the shell has ended, and returns its exit code.
    pub fn end(&mut self) -> u32 {
        #[expect(clippy::disallowed_methods, reason = "a real terminal is waited for in real time")]
        let start = Instant::now();
        loop {
            // Somebody who writes on and on does not end either.
            match self.output.recv_timeout(PATIENCE.saturating_sub(start.elapsed())) {
                Ok(bytes) => {
                    self.bytes.extend_from_slice(&bytes);
                    self.parser.process(&bytes);
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("it does not end; the screen shows:\n{}", self.screen().contents())
                }
            }
        }
        self.child.wait().expect("the shell ends").exit_code()
    }

    /// The process that runs in the shell.
    pub fn program(&self) -> u32 {
        let children = format!("/proc/{0}/task/{0}/children", self.shell);
        let text = std::fs::read_to_string(children).expect("the system lists processes");
        text.split_whitespace().next().and_then(|id| id.parse().ok()).expect("a program runs")
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: &str) {
        let program = self.program().to_string();
        let mut kill = std::process::Command::new("kill");
        let sent = kill.args(["-s", signal, &program]).status().expect("kill runs");
        assert!(sent.success());
    }
}
