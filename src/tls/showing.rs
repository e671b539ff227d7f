//! What a server shows of itself: a certificate and its key, read again when they are renewed.

use super::{TlsError, certificates, provider, read};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A certificate with those that vouch for it, and its key.
pub struct Identity {
    cert: PathBuf,
    key: PathBuf,
    shown: Mutex<Arc<ServerConfig>>,
}

impl Identity {
    /// Reads both, and holds one against the other.
    pub fn read(cert: &Path, key: &Path) -> Result<Identity, TlsError> {
        let shown = Mutex::new(shown(cert, key)?);
        Ok(Identity { cert: cert.to_owned(), key: key.to_owned(), shown })
    }

    /// Reads both again, for whoever comes from now on. What is wrong changes nothing.
    pub fn read_again(&self) -> Result<(), TlsError> {
        let shown = shown(&self.cert, &self.key)?;
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = shown;
        Ok(())
    }

    /// What is shown now.
    pub fn shown(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.shown.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn shown(cert: &Path, key: &Path) -> Result<Arc<ServerConfig>, TlsError> {
    let chain = certificates(cert)?;
    let nothing = |_| TlsError::Nothing { path: key.to_owned(), what: "private key" };
    let secret = PrivateKeyDer::from_pem_slice(&read(key)?).map_err(nothing)?;
    let shown = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, secret));
    let mut shown = shown.map_err(|source| TlsError::Pair {
        cert: cert.to_owned(),
        key: key.to_owned(),
        source,
    })?;
    shown.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(shown))
}
