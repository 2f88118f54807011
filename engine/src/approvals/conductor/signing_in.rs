//! Whether somebody may sign in, and stays signed in.

use jiff::Timestamp;
use tenantry_domain::approval::{ApprovalEvent, Aspect, Operation};
use tenantry_domain::cloud::administration::SignIn;
use tenantry_domain::record::Micros;

use super::{Desk, Outcome, fact};
use crate::sagas::Trouble;

use ApprovalEvent as E;

impl Desk<'_> {
    pub(super) async fn block_sign_in(&self) -> Outcome {
        if self.request.changes(Aspect::SignIn) {
            let there = self.there().await?;
            let account = self.account(&there).await?;
            if account.sign_in == SignIn::Allowed {
                let (tenant, id) = (there.tenant, account.id);
                there.administration.block_sign_in(tenant, id).await?;
            }
        }
        fact(E::SignInBlocked { at: self.now })
    }

    pub(super) async fn sign_in_blocked(&self) -> Result<Option<E>, Trouble> {
        let is_so = self.is_so(SignIn::Blocked).await?;
        Ok(is_so.then_some(E::SignInBlocked { at: self.now }))
    }

    pub(super) async fn allow_sign_in(&self) -> Outcome {
        if self.request.changes(Aspect::SignIn) {
            let there = self.there().await?;
            let account = self.account(&there).await?;
            if account.sign_in == SignIn::Blocked {
                let (tenant, id) = (there.tenant, account.id);
                there.administration.allow_sign_in(tenant, id).await?;
            }
        }
        fact(E::SignInAllowed { at: self.now })
    }

    pub(super) async fn sign_in_allowed(&self) -> Result<Option<E>, Trouble> {
        let is_so = self.is_so(SignIn::Allowed).await?;
        Ok(is_so.then_some(E::SignInAllowed { at: self.now }))
    }

    async fn is_so(&self, wanted: SignIn) -> Result<bool, Trouble> {
        let there = self.there().await?;
        let found = self.found(&there).await?;
        Ok(found.is_some_and(|it| it.sign_in == wanted))
    }

    pub(super) async fn take_back_sign_in(&self) -> Outcome {
        if self.request.changes(Aspect::SignIn) {
            let there = self.there().await?;
            if let Some(account) = self.left(&there).await? {
                let (administration, tenant) = (&there.administration, there.tenant);
                let blocked = matches!(self.request.operation, Operation::DisableUser { .. });
                match account.sign_in {
                    SignIn::Blocked if blocked => {
                        administration.allow_sign_in(tenant, account.id).await?;
                    }
                    SignIn::Allowed if !blocked => {
                        administration.block_sign_in(tenant, account.id).await?;
                    }
                    SignIn::Blocked | SignIn::Allowed => {}
                }
            }
        }
        fact(E::SignInTakenBack { at: self.now })
    }

    pub(super) async fn revoke_sessions(&self) -> Outcome {
        if self.request.changes(Aspect::Sessions) {
            let there = self.there().await?;
            let account = self.account(&there).await?;
            let (tenant, id) = (there.tenant, account.id);
            let open = self.request.pace.open.as_ref().map(|it| it.at);
            // Who is blocked begins no session: those that an earlier try ended stay ended.
            let ended = open.is_some_and(|since| ended_since(account.sessions_from, since));
            if !ended {
                there.administration.revoke_sessions(tenant, id).await?;
            }
        }
        fact(E::SessionsRevoked { at: self.now })
    }

    pub(super) async fn sessions_revoked(&self, since: Micros) -> Result<Option<E>, Trouble> {
        let there = self.there().await?;
        let found = self.found(&there).await?;
        let ended = found.is_some_and(|it| ended_since(it.sessions_from, since));
        Ok(ended.then_some(E::SessionsRevoked { at: self.now }))
    }
}

/// Clouds keep whole seconds.
fn ended_since(sessions_from: Option<Timestamp>, since: Micros) -> bool {
    let second = since.div_euclid(1_000_000);
    sessions_from.is_some_and(|from| from.as_second() >= second)
}
