//! How people sign in, where the configuration names an app for them.

use std::sync::Arc;

use tenantry_domain::cloud::people::PeopleSignIn;
use tenantry_microsoft::entra::{Credential, EntraPeople, PeopleApp};

use super::Serving;
use super::states::UsedStates;
use crate::clouds::Microsoft;
use crate::config::Config;
use crate::failure::Failure;
use crate::state_key::state_key;
use crate::work::Ground;

/// What a token of a person's program must allow.
const SCOPE: &str = "access_as_user";

pub(super) async fn of(
    config: &Config,
    serving: &Serving,
    ground: &Ground,
) -> Result<Option<Arc<dyn PeopleSignIn>>, Failure> {
    let Some(app) = &serving.sign_in_app else {
        return Ok(None);
    };
    let Some(public) = &serving.public_url else {
        let message =
            "people can sign in only where public_url says under which address they come back";
        return Err(Failure::config(message.to_owned()));
    };
    let return_address = public.value.join("/sign-in/callback");
    let return_address = return_address.map_err(|error| Failure::config(error.to_string()))?;
    let app = PeopleApp {
        id: app.value,
        credential: Credential::Secret,
        return_address,
        scope: SCOPE.to_owned(),
    };
    let microsoft = Microsoft::of(config)?;
    let key = state_key(&*ground.vault).await?;
    let (vault, states) = (Arc::clone(&ground.vault), Arc::new(UsedStates::default()));
    let people = EntraPeople::new(microsoft.http, microsoft.endpoints, vault, states, key, app);
    Ok(Some(Arc::new(people)))
}
