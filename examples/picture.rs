//! Takes a picture of a running terminal program, as SVG: how the pictures in the README are made.
//!
//! ```text
//! cargo run --example picture -- 160x36 '2zj' assets/pictures/demo.svg target/release/warroom demo
//!                                size   keys  picture                 program and arguments
//! ```
//!
//! The program runs in a real pseudo-terminal; its screen is read back with a terminal emulator. Keys are
//! typed one by one, each after the screen has been still for a while.

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::error::Error;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// The screen is taken when it has been still for so long.
const STILL: Duration = Duration::from_millis(400);
/// A cell's width and height in the picture, and its letters' size.
const CELL: (f32, f32, f32) = (8.4, 18.0, 14.0);
/// The terminal's own colours: text, background, then the sixteen.
const TEXT: &str = "#d3d7cf";
const BACK: &str = "#16181d";
const SIXTEEN: [&str; 16] = [
    "#1d1f21", "#d54e53", "#6fbf73", "#e0b03a", "#5f9ee8", "#b48ead", "#4fb3bf", "#c5c8c6",
    "#7f8790", "#ff6b68", "#8fdc8f", "#ffd866", "#8ab8ff", "#d7a6e0", "#7fe0ea", "#ffffff",
];

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [size, keys, file, program, arguments @ ..] = words.as_slice() else {
        return Err("usage: picture COLSxROWS KEYS FILE.svg PROGRAM [ARGUMENT ...]".into());
    };
    let (cols, rows) = size.split_once('x').ok_or("the size is written like 160x36")?;
    let (cols, rows): (NonZero<u16>, NonZero<u16>) = (cols.parse()?, rows.parse()?);

    let pty = native_pty_system().openpty(PtySize {
        cols: cols.get(),
        rows: rows.get(),
        pixel_width: 0,
        pixel_height: 0,
    })?;
    let found = std::fs::canonicalize(program).unwrap_or_else(|_| program.into());
    let mut command = CommandBuilder::new(found);
    command.args(arguments);
    command.cwd(std::env::current_dir()?);
    command.env("TERM", "xterm-256color");
    let mut child = pty.slave.spawn_command(command)?;
    drop(pty.slave);
    let output = listen(pty.master.try_clone_reader()?);
    let mut typing = pty.master.take_writer()?;

    let mut terminal = vt100::Parser::new(rows, cols, 0);
    until_still(&output, &mut terminal);
    for key in keys.chars() {
        typing.write_all(key.encode_utf8(&mut [0; 4]).as_bytes())?;
        until_still(&output, &mut terminal);
    }
    std::fs::write(file, picture(terminal.screen()))?;
    child.kill()?;
    Ok(())
}

/// Reads what the program writes, on a thread of its own.
fn listen(mut from: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (tell, told) = channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 8192];
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            if tell.send(bytes[..read].to_vec()).is_err() {
                return;
            }
        }
    });
    told
}

fn until_still(output: &Receiver<Vec<u8>>, terminal: &mut vt100::Parser) {
    loop {
        match output.recv_timeout(STILL) {
            Ok(bytes) => terminal.process(&bytes),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Draws the screen: backgrounds as rectangles, then runs of letters that look alike.
fn picture(screen: &vt100::Screen) -> String {
    let (rows, cols) = screen.size();
    let (rows, cols) = (rows.get(), cols.get());
    let (width, height) = (f32::from(cols) * CELL.0 + 16.0, f32::from(rows) * CELL.1 + 16.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"{}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{BACK}\"/>\n",
        CELL.2
    );
    for row in 0..rows {
        let mut col = 0;
        while col < cols {
            let Some(cell) = screen.cell(row, col) else { break };
            let look = look(cell);
            let (start, mut text) = (col, String::new());
            while let Some(cell) = screen.cell(row, col).filter(|c| self::look(c) == look) {
                if !cell.is_wide_continuation() {
                    text.push_str(if cell.has_contents() { cell.contents() } else { " " });
                }
                col += 1;
            }
            run(&mut svg, row, start, col - start, &text, &look);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// How a cell looks: letters, background, weight, line.
#[derive(PartialEq)]
struct Look {
    letters: String,
    back: Option<String>,
    bold: bool,
    dim: bool,
    underline: bool,
}

fn look(cell: &vt100::Cell) -> Look {
    let (front, back) = if cell.inverse() {
        (
            colour(cell.bgcolor()).unwrap_or(BACK.into()),
            colour(cell.fgcolor()).or(Some(TEXT.into())),
        )
    } else {
        (colour(cell.fgcolor()).unwrap_or(TEXT.into()), colour(cell.bgcolor()))
    };
    let (bold, dim, underline) = (cell.bold(), cell.dim(), cell.underline());
    Look { letters: front, back, bold, dim, underline }
}

fn colour(of: vt100::Color) -> Option<String> {
    match of {
        vt100::Color::Default => None,
        vt100::Color::Idx(index @ 0..=15) => Some(SIXTEEN[usize::from(index)].to_owned()),
        vt100::Color::Idx(index @ 16..=231) => {
            let (of_cube, steps) = (index - 16, [0, 95, 135, 175, 215, 255]);
            let step = |at: u8| steps[usize::from(at % 6)];
            let (red, green, blue) = (step(of_cube / 36), step(of_cube / 6), step(of_cube));
            Some(format!("#{red:02x}{green:02x}{blue:02x}"))
        }
        vt100::Color::Idx(index) => {
            let grey = 8 + (index - 232) * 10;
            Some(format!("#{grey:02x}{grey:02x}{grey:02x}"))
        }
        vt100::Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
    }
}

fn run(svg: &mut String, row: u16, col: u16, cells: u16, text: &str, look: &Look) {
    let (x, y) = (8.0 + f32::from(col) * CELL.0, 8.0 + f32::from(row) * CELL.1);
    let width = f32::from(cells) * CELL.0;
    if let Some(back) = &look.back {
        let height = CELL.1;
        _ = writeln!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height}\" fill=\"{back}\"/>"
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let weight = if look.bold { " font-weight=\"bold\"" } else { "" };
    let dim = if look.dim { " opacity=\"0.65\"" } else { "" };
    let line = if look.underline { " text-decoration=\"underline\"" } else { "" };
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let base = y + 13.5;
    // The length is given, so that the columns stand whatever font the reader has.
    _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{base:.1}\" textLength=\"{width:.1}\" xml:space=\"preserve\" fill=\"{}\"{weight}{dim}{line}>{escaped}</text>",
        look.letters
    );
}
