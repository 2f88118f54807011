//! First passwords: drawn, kept in the vault, and handed out once.

use tenantry_domain::approval::{
    ApprovalCommand, ApprovalRefusal, HandOutPassword, Operation, password_name,
};
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::cloud::vault::{Expected, SecretName, SecretValue, VaultFault};
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::role::Role;
use zeroize::Zeroizing;

use super::{ApprovalError, Approvals, Wished, decider};
use crate::chance::Randomness;
use crate::commands::{CommandError, Context, Done};

/// Of each kind of characters that clouds want some of: none that is taken for another when it is read
/// out or written down. Sixteen each, so that every one is as likely as any other.
const KINDS: [&[u8; 16]; 4] = [
    b"abcdefghjkmnpqrs",
    b"ABCDEFGHJKLMNPQR",
    b"2345678923456789",
    b"-+=*!?%&-+=*!?%&",
];
/// Fours of characters, one of each kind: five of them are worth seventy bits.
const FOURS: usize = 5;

impl Approvals {
    /// Hands a first password out, once: that it is given to this person is on record before it is read.
    /// Who asks again with the same key, because the answer was lost, gets it as long as nobody took it
    /// out of the vault.
    pub async fn hand_out(
        &self,
        msp: MspId,
        id: ApprovalId,
        role: Role,
        context: Context,
    ) -> Result<(SecretValue, Done), ApprovalError> {
        let outcome = self.handed_out(msp, id, role, &context);
        let wished = Wished::of(WishKind::HandOut, id);
        self.witnessed(msp, wished, &context, outcome).await
    }

    async fn handed_out(
        &self,
        msp: MspId,
        id: ApprovalId,
        role: Role,
        context: &Context,
    ) -> Result<(SecretValue, Done), ApprovalError> {
        let command = ApprovalCommand::HandOut(HandOutPassword {
            to: decider(context, role)?,
            at: self.parts.clock.now(),
        });
        let done = self.tell(msp, id, command, context.clone()).await?;
        let stands = self.of(msp, id).await?;
        let operation = stands.request().map(|it| &it.operation);
        let refused = |refusal| ApprovalError::Approval(CommandError::Refused(refusal));
        let Some(name) = operation.and_then(|it| first_password_of(msp, id, it)) else {
            return Err(refused(ApprovalRefusal::PasswordNotThere));
        };
        let vault = &self.parts.vault;
        let secret = match vault.get(&name).await {
            Ok(secret) => secret,
            Err(VaultFault::SecretNotThere { .. }) => {
                return Err(refused(ApprovalRefusal::PasswordHandedOut));
            }
            Err(fault) => return Err(fault.into()),
        };
        let _either = vault.delete(&name).await?;
        Ok((secret.value, done))
    }

    /// One is drawn where none is kept. What is kept under this name was drawn for this very approval.
    pub(super) async fn keep_password(&self, name: &SecretName) -> Result<(), ApprovalError> {
        let value = drawn(&*self.parts.randomness)?;
        let kept = self.parts.vault.put(name, &value, &Expected::Nothing).await;
        match kept {
            Ok(_) | Err(VaultFault::SecretChanged { .. }) => Ok(()),
            Err(fault) => Err(fault.into()),
        }
    }
}

/// What the first password is called, where the operation makes somebody who needs one.
pub(super) fn first_password_of(
    msp: MspId,
    id: ApprovalId,
    operation: &Operation,
) -> Option<SecretName> {
    let new = operation.new_user()?;
    Some(password_name(msp, new.tenant_id, id))
}

fn drawn(randomness: &dyn Randomness) -> Result<SecretValue, VaultFault> {
    let mut bytes = Zeroizing::new([0; FOURS * KINDS.len()]);
    randomness.fill(&mut *bytes);
    let letters = bytes.iter().zip(KINDS.iter().cycle());
    let text: String = letters
        .map(|(byte, kind)| char::from(kind[usize::from(byte % 16)]))
        .collect();
    SecretValue::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SystemRandomness;

    #[test]
    fn a_password_has_what_clouds_want_and_is_never_the_same() {
        let (one, other) = (
            drawn(&SystemRandomness).unwrap(),
            drawn(&SystemRandomness).unwrap(),
        );
        assert_ne!(one.expose(), other.expose());
        let text = one.expose();
        assert_eq!(text.len(), 20);
        assert!(text.contains(|it: char| it.is_ascii_lowercase()));
        assert!(text.contains(|it: char| it.is_ascii_uppercase()));
        assert!(text.contains(|it: char| it.is_ascii_digit()));
        assert!(text.contains(|it: char| it.is_ascii_punctuation()));
    }
}
