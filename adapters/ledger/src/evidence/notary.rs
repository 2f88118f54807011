//! Evidence for whoever asks while the program runs.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::{InclusionEvidence, SigningKey};
use tenantry_domain::record::Position;
use tenantry_engine::evidence::{
    EventProof, Evidence, EvidenceError, Found, Heard, SignedProof, Verdict,
};
use tenantry_engine::ledger::Ledger;

use super::checkpoint::statement;
use super::prove::{Included, include};
use super::{EvidenceFault, Finding, Verified, keys, verify};

/// Proves, and signs where there is a key to sign with.
#[derive(Debug, Clone)]
pub struct Notary {
    ledger: Arc<dyn Ledger>,
    /// Looked for whenever something is proven: an operator may make it at any time. It is not made here, where
    /// several nodes would each make their own.
    key_file: PathBuf,
}

impl Notary {
    pub fn new(ledger: Arc<dyn Ledger>, key_file: PathBuf) -> Self {
        Self { ledger, key_file }
    }

    async fn key(&self) -> Result<Option<SigningKey>, EvidenceFault> {
        let file = self.key_file.clone();
        let loaded = tokio::task::spawn_blocking(move || keys::load(&file)).await;
        let loaded = loaded.map_err(|failure| EvidenceFault::File {
            file: self.key_file.display().to_string(),
            reason: failure.to_string(),
        })?;
        match loaded {
            Ok(key) => Ok(Some(key)),
            Err(EvidenceFault::KeyMissing { .. }) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    async fn prove(&self, msp: MspId, position: Position) -> Result<EventProof, EvidenceFault> {
        let key = self.key().await?;
        let included = include(&self.ledger, msp, position, None).await?;
        let signed = key.map(|key| signed(msp, &included, &key)).transpose()?;
        Ok(EventProof {
            index: included.proof.index,
            path: included.proof.path,
            head: included.head,
            signed,
        })
    }

    async fn look_through(&self, msp: MspId, heard: Heard) -> Result<Verified, EvidenceFault> {
        let total = self.ledger.head(msp).await?.position;
        heard(0, total);
        verify(&self.ledger, msp, None, move |done| heard(done, total)).await
    }
}

fn signed(msp: MspId, included: &Included, key: &SigningKey) -> Result<SignedProof, EvidenceFault> {
    let checkpoint = statement(key, msp, included.head)?.sign(key);
    let mut evidence = InclusionEvidence::new(included.proof.clone(), checkpoint.clone());
    evidence.extra = Some(included.event.clone());
    Ok(SignedProof {
        checkpoint,
        file: evidence.to_text(),
        key: key.verifier().to_string(),
    })
}

#[async_trait]
impl Evidence for Notary {
    async fn proof(&self, msp: MspId, position: Position) -> Result<EventProof, EvidenceError> {
        self.prove(msp, position).await.map_err(told)
    }

    async fn verify(&self, msp: MspId, heard: Heard) -> Result<Verdict, EvidenceError> {
        let verified = self.look_through(msp, heard).await.map_err(told)?;
        Ok(Verdict {
            events: verified.events,
            head: verified.log,
            findings: verified.findings.iter().map(found).collect(),
            found: verified.found,
        })
    }
}

fn found(finding: &Finding) -> Found {
    Found {
        code: finding.code(),
        position: finding.position(),
        stream: finding.stream().map(ToString::to_string),
        message: finding.to_string(),
    }
}

fn told(fault: EvidenceFault) -> EvidenceError {
    match fault {
        EvidenceFault::Ledger(error) => error.into(),
        fault => EvidenceError::Denied {
            code: fault.code(),
            detail: fault.to_string(),
        },
    }
}
