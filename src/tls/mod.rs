//! TLS: what a server shows of itself, and whom a client believes. rustls on ring, chosen by hand.

mod believing;
mod showing;

pub use believing::{anybody, known};
pub use showing::Identity;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why nobody can be shown or believed.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message explains the fields")]
pub enum TlsError {
    #[error("cannot read {}", path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} holds no {what} in PEM", path.display())]
    Nothing { path: PathBuf, what: &'static str },
    #[error("{} cannot be used with the certificate in {}", key.display(), cert.display())]
    Pair {
        cert: PathBuf,
        key: PathBuf,
        #[source]
        source: rustls::Error,
    },
    #[error("no certificate authorities can be used")]
    Nobody(#[source] rustls::Error),
}

impl TlsError {
    /// What can be done about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            TlsError::Read { .. } => "check the path and the rights",
            TlsError::Nothing { .. } => {
                "name a file with lines such as -----BEGIN CERTIFICATE----- or PRIVATE KEY"
            }
            TlsError::Pair { .. } => {
                "name the key that belongs to the first certificate of the file, without a password"
            }
            TlsError::Nobody(_) => {
                "install the certificate authorities (ca-certificates), or name a file with your own"
            }
        }
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|source| TlsError::Read { path: path.to_owned(), source })
}

/// The certificates in a file.
fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read(path)?).collect();
    let found = found.unwrap_or_default();
    if found.is_empty() {
        return Err(TlsError::Nothing { path: path.to_owned(), what: "certificate" });
    }
    Ok(found)
}
