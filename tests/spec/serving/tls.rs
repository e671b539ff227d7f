//! TLS: what a server shows, who may be the database, and what is said when something is wrong with it.

use super::super::keeping::cluster::{Cluster, hands_over};
use super::certificates::Authority;
use std::net::TcpListener;
use std::path::Path;
use tempfile::TempDir;
use warroom::chance::SystemChance;
use warroom::store::postgres::{Address, Database};
use warroom::store::{Kind, StoreError};
use warroom::tls::{Identity, TlsError};

#[test]
fn a_certificate_that_is_none_or_not_the_keys_is_named_with_a_remedy() {
    let folder = TempDir::new().unwrap();
    let authority = Authority::new();
    let [cert, key] = authority.writes("localhost", folder.path(), ["cert.pem", "key.pem"]);
    let [_, other] = authority.writes("localhost", folder.path(), ["cert2.pem", "key2.pem"]);
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    assert!(Identity::read(&cert, &key).is_ok());
    let wrong = |cert: &Path, key: &Path| {
        let error = Identity::read(cert, key).map(|_| ()).unwrap_err();
        assert!(!error.remedy().is_empty());
        (error.to_string(), error)
    };
    let (text, error) = wrong(&folder.path().join("gone.pem"), &key);
    assert!(text.contains("gone.pem") && matches!(error, TlsError::Read { .. }), "{text}");
    let (text, _) = wrong(&empty, &key);
    assert!(text.contains("empty.pem") && text.contains("no certificate"), "{text}");
    let (text, _) = wrong(&cert, &cert);
    assert!(text.contains("cert.pem") && text.contains("no private key"), "{text}");
    let (text, error) = wrong(&cert, &other);
    assert!(text.contains("key2.pem") && matches!(error, TlsError::Pair { .. }), "{text}");
}

#[test]
fn a_certificate_that_was_renewed_badly_leaves_the_old_one_in_place() {
    let folder = TempDir::new().unwrap();
    let authority = Authority::new();
    let files = ["cert.pem", "key.pem"];
    let [cert, key] = authority.writes("localhost", folder.path(), files);
    let identity = Identity::read(&cert, &key).unwrap();
    let before = identity.shown();
    std::fs::write(&cert, "half").unwrap();
    assert!(identity.read_again().is_err());
    assert!(std::sync::Arc::ptr_eq(&before, &identity.shown()));
    authority.writes("localhost", folder.path(), files);
    identity.read_again().unwrap();
    assert!(!std::sync::Arc::ptr_eq(&before, &identity.shown()));
}

/// A database server that speaks TLS as `name`, and the words by which it is reached.
fn shows(authority: &Authority, name: &str) -> (Cluster, String) {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let port = format!("port={free}");
    let cluster =
        Cluster::with(&["fsync=off", "ssl=on", "listen_addresses=127.0.0.1", &port], |data| {
            let files = ["server.crt", "server.key"];
            authority.writes(name, data, files).iter().for_each(|file| hands_over(file));
        });
    (cluster, format!("hostaddr=127.0.0.1 {port} user=warroom dbname=postgres"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_has_to_show_who_it_is_where_that_is_asked() {
    let folder = TempDir::new().unwrap();
    let (ours, theirs) = (Authority::new(), Authority::new());
    let (ca, other) = (folder.path().join("ca.pem"), folder.path().join("other.pem"));
    std::fs::write(&ca, &ours.pem).unwrap();
    std::fs::write(&other, &theirs.pem).unwrap();
    let (_cluster, at) = shows(&ours, "db.test");
    let reach = async |host: &str, mode: &str, authorities: Option<&Path>| {
        let url = format!("host={host} {at} {mode}");
        let database =
            Database::migrated(Address { url: &url, authorities }, Kind::Real, &SystemChance);
        database.await.map(|_| ())
    };
    // Whoever answers, and nobody who listens.
    reach("db.test", "", None).await.unwrap();
    reach("db.test", "sslmode=disable", None).await.unwrap();
    for mode in ["", "sslmode=require", "sslmode=verify-ca", "sslmode=verify-full"] {
        reach("db.test", mode, Some(&ca)).await.unwrap();
        let another_name = reach("elsewhere.test", mode, Some(&ca)).await.unwrap_err();
        assert!(matches!(another_name, StoreError::NotBelieved(_)), "{mode}: {another_name:?}");
        let stranger = reach("db.test", mode, Some(&other)).await.unwrap_err();
        assert!(matches!(stranger, StoreError::NotBelieved(_)), "{mode}: {stranger:?}");
        assert!(stranger.remedy().contains("--database-ca"));
    }
    let missing = reach("db.test", "", Some(&folder.path().join("gone.pem"))).await.unwrap_err();
    assert!(matches!(missing, StoreError::Tls(_)), "{missing:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_without_tls_is_not_spoken_to_plainly_where_tls_is_asked() {
    let folder = TempDir::new().unwrap();
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, Authority::new().pem).unwrap();
    let cluster = Cluster::new();
    let url = cluster.url("postgres");
    let asked = Address { url: &url, authorities: Some(&ca) };
    let answer = Database::migrated(asked, Kind::Real, &SystemChance).await.map(|_| ());
    assert!(matches!(answer, Err(StoreError::Unreachable { .. })), "{answer:?}");
    Database::migrated(&url, Kind::Real, &SystemChance).await.map(|_| ()).unwrap();
}
