//! One bad client cannot stop the others: silence, drops of bytes, floods of them.

use super::desk::Served;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;
use warroom::access::{MAIN, Role};
use warroom::server::Limits;

fn impatient() -> Limits {
    let ms = Duration::from_millis;
    Limits {
        connections: 64,
        first_byte: ms(300),
        head: ms(300),
        between_parts: ms(300),
        whole_body: ms(900),
        drain: Duration::from_secs(5),
        ..Limits::default()
    }
}

fn connects(served: &Served) -> TcpStream {
    let stream = TcpStream::connect(served.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// Everything that comes until the other side hangs up.
fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}"),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn says(mut stream: &TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).unwrap();
}

#[test]
fn silence_is_not_waited_for() {
    let served = Served::with(impatient());
    let silent = connects(&served);
    assert_eq!(rest(silent), "");
    // Half a head, and then nothing.
    let half = connects(&served);
    says(&half, "GET /livez HTTP/1.1\r\nhost: x\r\n");
    let answer = rest(half);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    // A whole request, and then nothing more on the same connection.
    let idle = connects(&served);
    says(&idle, "GET /livez HTTP/1.1\r\nhost: x\r\n\r\n");
    assert!(rest(idle).starts_with("HTTP/1.1 200"));
}

#[test]
fn a_body_that_pauses_or_never_ends_is_cut_off() {
    let served = Served::with(impatient());
    let token = served.token(Role::Responder, MAIN);
    let head = format!(
        "POST /v1/entries HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-length: 1000\r\n\r\n"
    );
    let stream = connects(&served);
    says(&stream, &format!("{head}{{"));
    let answer = rest(stream);
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("too_slow"), "{answer}");
}

#[test]
fn more_than_is_taken_is_refused_before_it_is_read() {
    let served = Served::with(impatient());
    let token = served.token(Role::Responder, MAIN);
    let ask = |more: &str| {
        let stream = connects(&served);
        says(
            &stream,
            &format!(
                "POST /v1/entries HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n{more}"
            ),
        );
        rest(stream)
    };
    let answer = ask("content-length: 999999999999\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("too_large"), "{answer}");
    // Without saying how much will come.
    let flood = "x".repeat(1024 * 1024 + 1);
    let answer = served.asks("POST", "/v1/entries", Some(&token), flood.as_bytes());
    assert_eq!((answer.status, &*answer.code()), (413, "too_large"));
    // A head without an end.
    let long = format!("x: {}\r\n\r\n", "y".repeat(20_000));
    assert!(ask(&long).starts_with("HTTP/1.1 431"));
    let many = "a: b\r\n".repeat(100) + "\r\n";
    assert!(ask(&many).starts_with("HTTP/1.1 431"));
}

#[test]
fn what_is_no_http_is_answered_and_forgotten() {
    let served = Served::with(impatient());
    for noise in
        ["\0\0\0\0\r\n\r\n", "GET\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"]
    {
        let stream = connects(&served);
        says(&stream, noise);
        let answer = rest(stream);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{noise:?}: {answer}");
    }
    assert_eq!(served.asks("GET", "/livez", None, b"").status, 200);
}

#[test]
fn a_good_client_is_answered_while_bad_ones_hold_every_place() {
    let served = Served::with(Limits { connections: 8, ..impatient() });
    let bad: Vec<TcpStream> = (0..32).map(|_| connects(&served)).collect();
    for stream in &bad {
        says(stream, "GET /livez HT");
    }
    assert_eq!(served.asks("GET", "/livez", None, b"").status, 200);
    drop(bad);
}

#[test]
fn what_has_begun_comes_to_its_end_when_the_server_ends() {
    let mut served = Served::with(Limits { between_parts: Duration::from_secs(10), ..impatient() });
    let token = served.token(Role::Admin, MAIN);
    let body = r#"{"incident":"AI-261120-7Q2KXM","replica":"k3f9q2m1","entries":[]}"#;
    let stream = connects(&served);
    says(
        &stream,
        &format!(
            "POST /v1/blank HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
             expect: 100-continue\r\ncontent-length: {}\r\n\r\n",
            body.len()
        ),
    );
    // The server asks for the body: the request has begun.
    let mut asked = [0; 25];
    (&stream).read_exact(&mut asked).unwrap();
    assert!(asked.starts_with(b"HTTP/1.1 100 Continue"));
    served.ends();
    says(&stream, body);
    let answer = rest(stream);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains(r#"{"blanked":0}"#), "{answer}");
    served.ended();
    assert!(TcpStream::connect(served.address).is_err());
}
