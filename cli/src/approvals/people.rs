//! What people and tokens are called: they are on record under their ids.

use std::collections::BTreeMap;

use tenantry_domain::approval::{Person, PersonKind};
use tenantry_domain::ids::MspId;
use tenantry_projections::Projections;
use tenantry_projections::members::Members;
use tenantry_projections::service_tokens::ServiceTokens;
use uuid::Uuid;

use crate::failure::Failure;

#[derive(Debug, Default)]
pub(super) struct People(BTreeMap<Uuid, String>);

impl People {
    pub(super) async fn of(
        tables: &Projections,
        msp: MspId,
        people: impl IntoIterator<Item = Person>,
    ) -> Result<Self, Failure> {
        let (mut members, mut tokens) = (Vec::new(), Vec::new());
        for person in people {
            match (person.kind, Uuid::try_parse(&person.id)) {
                (PersonKind::User, Ok(id)) => members.push(id),
                (PersonKind::Service, Ok(id)) => tokens.push(id),
                // Whoever sits at a command line is on record under their name.
                (PersonKind::Operator, _) | (_, Err(_)) => {}
            }
        }
        for ids in [&mut members, &mut tokens] {
            ids.sort_unstable();
            ids.dedup();
        }
        let members = tables.many::<Members>(msp, &members).await?.into_iter();
        let tokens = tables.many::<ServiceTokens>(msp, &tokens).await?;
        let tokens = tokens.into_iter().map(|it| (it.id, it.name));
        let names = members.map(|it| (it.id, it.name)).chain(tokens);
        Ok(Self(names.collect()))
    }

    pub(super) fn name(&self, person: &Person) -> Option<&str> {
        let id = Uuid::try_parse(&person.id).ok()?;
        self.0.get(&id).map(String::as_str)
    }
}
