//! The way to a server: whose token is shown to whom, proxies, and certificates of an authority of one's own.

use super::pushing::linked;
use super::world::World;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

const NO_TOKEN: &str = "{\"type\":\"x\",\"title\":\"no\",\"status\":401,\"detail\":\"no\",\
                        \"instance\":\"x\",\"code\":\"unauthorized\",\"request_id\":\"x\"}";

/// Answers whatever is asked with a refusal, and says what was asked.
fn answer(mut call: impl Read + Write) -> String {
    let mut asked = Vec::new();
    let mut part = [0; 1024];
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
        match call.read(&mut part) {
            Ok(read @ 1..) => asked.extend_from_slice(&part[..read]),
            _ => break,
        }
    }
    let head = "HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: ";
    _ = write!(call, "{head}{}\r\n\r\n{NO_TOKEN}", NO_TOKEN.len());
    String::from_utf8_lossy(&asked).into_owned()
}

/// Somebody who refuses everybody: its port, and what is asked.
fn refusing(how: impl Fn(TcpStream) -> String + Send + 'static) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, asked) = channel();
    std::thread::spawn(move || {
        for call in listener.incoming().flatten() {
            if tell.send(how(call)).is_err() {
                return;
            }
        }
    });
    (port, asked)
}

fn secret(world: &World, name: &str, token: &str) -> String {
    let file = world.file(name, token);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    file
}

#[test]
fn the_token_of_the_configuration_is_shown_to_its_server_and_to_no_other() {
    let world = World::new();
    let ((port, asked), (other, asked_there)) = (refusing(answer), refusing(answer));
    secret(&world, "token", "wr_ours\n");
    std::fs::create_dir_all(world.path("config/warroom")).unwrap();
    let write = |keeper: &str| {
        let text = format!("[server]\nurl = \"http://127.0.0.1:{port}\"\n{keeper}\n");
        world.file("config/warroom/config.toml", text);
    };
    let desk = world.desk("ops4");
    for keeper in ["token_file = \"~/token\"", "token_command = \"echo wr_ours\""] {
        write(keeper);
        let told = desk.types("sync");
        assert_eq!(told.code, 6, "{}", told.err);
        assert!(told.err.contains("\ntry: name a token that is good"), "{}", told.err);
        assert!(asked.recv().unwrap().contains("\r\nauthorization: Bearer wr_ours\r\n"));
        for line in ["sync http://127.0.0.1:PORT", "sync --server http://127.0.0.1:PORT"] {
            assert_eq!(desk.types(&line.replace("PORT", &other.to_string())).code, 6);
            assert!(!asked_there.recv().unwrap().contains("authorization"));
        }
        let typed = secret(&world, "typed", "wr_typed");
        desk.types(&format!("sync --token-file {typed}"));
        assert!(asked.recv().unwrap().contains("Bearer wr_typed\r\n"), "what is typed wins");
    }
    let last = world.desk("ops4").with("WARROOM_TOKEN", "wr_environment");
    last.types("sync");
    assert!(asked.recv().unwrap().contains("wr_ours"), "the environment comes last");
    write("");
    last.types("sync");
    assert!(asked.recv().unwrap().contains("wr_environment"));
    write("token_command = \"false\"");
    let told = desk.types("sync");
    assert_eq!(told.code, 3, "{}", told.err);
    assert!(told.err.starts_with("error: false: it ended with "), "{}", told.err);
}

#[test]
fn a_proxy_of_the_environment_is_asked_except_for_what_is_near_or_left_out() {
    let world = World::new();
    let (proxy, asked) = refusing(answer);
    let proxy = format!("http://127.0.0.1:{proxy}");
    let far = linked(&world, "ops4", "http://warroom.invalid", "wr_x").with("HTTP_PROXY", &proxy);
    // Some take this name for one that a web server was given.
    let far = far.with("http_proxy", &proxy);
    far.types("sync");
    assert!(asked.recv().unwrap().starts_with("GET http://warroom.invalid/v1/meta HTTP/1.1\r\n"));
    let safe = linked(&world, "ops4", "https://warroom.invalid", "wr_x");
    safe.with("HTTPS_PROXY", &proxy).types("sync");
    assert!(asked.recv().unwrap().starts_with("CONNECT warroom.invalid:443 HTTP/1.1\r\n"));
    let (near, asked_there) = refusing(answer);
    let near = linked(&world, "ops4", &format!("http://127.0.0.1:{near}"), "wr_x");
    near.with("http_proxy", &proxy).types("sync");
    assert!(asked_there.recv().unwrap().starts_with("GET /v1/meta "));
    // What is left out is asked without it; nobody is there.
    let left_out = linked(&world, "ops4", "http://127.0.0.1.invalid:1", "wr_x");
    let left_out = left_out.with("http_proxy", &proxy).with("NO_PROXY", ".invalid");
    left_out.types("declare 'Gateway errors'");
    assert!(asked.try_recv().is_err(), "nobody asked the proxy");
}

/// A server whose certificate an authority signed that no machine knows: its port, what is asked, and the
/// authority's certificate.
fn safe() -> (u16, Receiver<String>, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut about = rcgen::CertificateParams::new(Vec::new()).unwrap();
    about.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority = about.self_signed(&key).unwrap();
    let issuer = rcgen::Issuer::new(about, key);
    let own = rcgen::KeyPair::generate().unwrap();
    let about = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = about.signed_by(&own, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            rustls::pki_types::PrivateKeyDer::Pkcs8(own.serialize_der().into()),
        )
        .unwrap();
    let config = Arc::new(config);
    let (port, asked) = refusing(move |call| {
        let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, call);
        let asked = answer(&mut stream);
        stream.conn.send_close_notify();
        _ = stream.flush();
        asked
    });
    (port, asked, authority.pem())
}

#[test]
fn a_server_is_trusted_by_an_authority_that_somebody_names() {
    let world = World::new();
    let (port, asked, authority) = safe();
    let address = format!("https://127.0.0.1:{port}");
    let desk = linked(&world, "ops4", &address, "wr_secret");
    let told = desk.types("sync");
    assert_eq!(told.code, 7, "{}", told.err);
    assert!(told.err.starts_with(&format!("error: cannot trust {address}")), "{}", told.err);
    assert!(told.err.contains("`ca_file`") && told.err.contains("--ca-file"), "{}", told.err);
    assert_eq!(asked.recv().unwrap(), "", "nothing was shown to it");
    let file = world.file("ca.pem", &authority);
    let told = desk.types(&format!("sync --ca-file {file}"));
    assert_eq!(told.code, 6, "{}", told.err);
    assert!(asked.recv().unwrap().contains("Bearer wr_secret\r\n"));
    let by_system = linked(&world, "ops4", &address, "wr_secret").with("SSL_CERT_FILE", &file);
    assert_eq!(by_system.types("sync").code, 6);
    assert!(asked.recv().unwrap().contains("Bearer wr_secret\r\n"));
    let bad = world.file("bad.pem", "no certificate");
    let told = desk.types(&format!("sync --ca-file {bad}"));
    assert_eq!(told.code, 3, "{}", told.err);
    assert!(told.err.contains("bad.pem cannot be used: there is none in it"), "{}", told.err);
}

#[test]
fn a_machine_without_any_authority_still_speaks_plain_and_trusts_what_is_named() {
    let world = World::new();
    let empty = world.file("none.pem", "");
    let bare = |address: &str| {
        linked(&world, "ops4", address, "wr_x")
            .with("SSL_CERT_FILE", &empty)
            .with("SSL_CERT_DIR", world.path("nowhere").to_str().unwrap())
    };
    let (plain, asked) = refusing(answer);
    assert_eq!(bare(&format!("http://127.0.0.1:{plain}")).types("sync").code, 6);
    assert!(asked.recv().unwrap().starts_with("GET /v1/meta "));
    let (port, asked, authority) = safe();
    let desk = bare(&format!("https://127.0.0.1:{port}"));
    let told = desk.types("sync");
    assert_eq!(told.code, 7, "{}", told.err);
    assert!(told.err.contains("`ca_file`"), "{}", told.err);
    assert_eq!(asked.recv().unwrap(), "");
    let file = world.file("ca.pem", &authority);
    assert_eq!(desk.types(&format!("sync --ca-file {file}")).code, 6);
    assert!(asked.recv().unwrap().contains("Bearer wr_x\r\n"));
}
