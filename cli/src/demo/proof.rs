//! Nobody has to believe us: the ledgers are verified and signed, one event is proven, and the proof bent.

use std::sync::Arc;

use tenantry_domain::merkle::SigningKey;
use tenantry_ledger::evidence::{
    Checked, EvidenceFault, check, keep_checkpoint, prove_inclusion, verify,
};

use super::Stage;
use super::cast::msp;
use crate::failure::Failure;
use crate::installation;
use crate::output::Tone;

/// What all ledgers came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) events: u64,
    pub(super) sound: bool,
}

/// Reads every row of every ledger, and signs for them.
pub(super) async fn verified(stage: &Stage<'_>) -> Result<Found, Failure> {
    let ledger = stage.ground.engine.ledger();
    let key = installation::signing_key(stage.config)?;
    let mut found = Found {
        events: 0,
        sound: true,
    };
    for head in installation::heads(&**ledger).await? {
        let verified = verify(ledger, head.msp, None, |_| {}).await?;
        found.events += verified.events;
        found.sound &= verified.is_sound();
        let folder = stage.config.checkpoints().join(head.msp.to_string());
        keep_checkpoint(ledger, head.msp, &key, &folder.join("checkpoint")).await?;
    }
    Ok(found)
}

/// Makes a proof, checks it as a stranger would, bends it and checks it again.
pub(super) async fn of_one_event(stage: &Stage<'_>) -> Result<(), Failure> {
    let key: SigningKey = installation::signing_key(stage.config)?;
    let ledger: &Arc<_> = stage.ground.engine.ledger();
    let mut evidence = prove_inclusion(ledger, msp(), 2, None, &key).await?;
    let public = key.verifier();
    if let Checked::Included { event, .. } = check(&evidence.to_text(), public, None)? {
        let word = stage.output.paint(Tone::Good, "holds");
        let (hashes, event) = (evidence.path.len(), event.event_type);
        stage.say(&format!(
            "A proof of one event ({event}), checked offline by {hashes} hashes: {word}"
        ))?;
    }
    if let Some(byte) = evidence.extra.as_mut().and_then(|bytes| bytes.last_mut()) {
        *byte ^= 1;
    }
    let bent = check(&evidence.to_text(), public, None);
    let code = bent.as_ref().err().map_or("none", EvidenceFault::code);
    let word = stage.output.paint(Tone::Bad, "fails");
    stage.say(&format!(
        "The same proof with one bit of the event turned over: {word} ({code})"
    ))
}
