//! Certificates of a test's own: an authority, and what it vouches for.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::path::{Path, PathBuf};

/// Somebody who vouches for names.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub pem: String,
}

impl Authority {
    pub fn new() -> Authority {
        let key = KeyPair::generate().unwrap();
        let mut about = CertificateParams::new(Vec::new()).unwrap();
        about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = about.self_signed(&key).unwrap().pem();
        Authority { issuer: Issuer::new(about, key), pem }
    }

    /// A certificate for a name, and its key.
    pub fn vouches_for(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let about = CertificateParams::new(vec![name.to_owned()]).unwrap();
        (about.signed_by(&key, &self.issuer).unwrap().pem(), key.serialize_pem())
    }

    /// Writes a certificate for a name and its key into a folder, under these names.
    pub fn writes(&self, name: &str, folder: &Path, files: [&str; 2]) -> [PathBuf; 2] {
        let (cert, key) = self.vouches_for(name);
        let [to, beside] = files.map(|file| folder.join(file));
        std::fs::write(&to, cert).unwrap();
        std::fs::write(&beside, key).unwrap();
        [to, beside]
    }
}

/// A client that believes one authority and nobody else.
pub fn believing(authority: &Authority) -> reqwest::Client {
    _ = rustls::crypto::ring::default_provider().install_default();
    let root = reqwest::Certificate::from_pem(authority.pem.as_bytes()).unwrap();
    let client = reqwest::Client::builder().no_proxy().timeout(std::time::Duration::from_secs(30));
    client.tls_certs_only([root]).build().unwrap()
}
