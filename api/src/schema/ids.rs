//! Ids that tell what they are of, as Relay asks for: opaque to clients, and stable.

use async_graphql::ID;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::fault::Fault;

/// What a global id may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Customer,
    Tenant,
    Onboarding,
    Consent,
    GdapTemplate,
    Event,
    Member,
    ServiceToken,
    VendorAccount,
    VendorRecord,
    Approval,
    Procedure,
    ProcedureRun,
    NoticeChannel,
}

impl Kind {
    const ALL: [Self; 14] = [
        Self::Customer,
        Self::Tenant,
        Self::Onboarding,
        Self::Consent,
        Self::GdapTemplate,
        Self::Event,
        Self::Member,
        Self::ServiceToken,
        Self::VendorAccount,
        Self::VendorRecord,
        Self::Approval,
        Self::Procedure,
        Self::ProcedureRun,
        Self::NoticeChannel,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Customer => "Customer",
            Self::Tenant => "Tenant",
            Self::Onboarding => "Onboarding",
            Self::Consent => "Consent",
            Self::GdapTemplate => "GdapTemplate",
            Self::Event => "Event",
            Self::Member => "Member",
            Self::ServiceToken => "ServiceToken",
            Self::VendorAccount => "VendorAccount",
            Self::VendorRecord => "VendorRecord",
            Self::Approval => "Approval",
            Self::Procedure => "Procedure",
            Self::ProcedureRun => "ProcedureRun",
            Self::NoticeChannel => "NoticeChannel",
        }
    }
}

pub(crate) fn global(kind: Kind, id: Uuid) -> ID {
    let text = format!("{}:{}", kind.word(), id.simple());
    ID(BASE64_URL_SAFE_NO_PAD.encode(text))
}

/// What an id is of. Whether there is such a thing is another question.
pub(crate) fn read(id: &str) -> Result<(Kind, Uuid), Fault> {
    parts(id).ok_or_else(|| {
        let shown: String = id.chars().take(80).collect();
        Fault::input(
            "NODE_ID_MALFORMED",
            format!("{shown:?} is no id that this API gave out"),
        )
    })
}

fn parts(id: &str) -> Option<(Kind, Uuid)> {
    let text = BASE64_URL_SAFE_NO_PAD.decode(id).ok()?;
    let (word, id) = str::from_utf8(&text).ok()?.split_once(':')?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.word() == word)?;
    Some((kind, Uuid::try_parse(id).ok()?))
}

/// The id of one kind, given as a global id or as the plain UUID that the other parts of the product
/// show.
pub(crate) fn of(kind: Kind, id: &str) -> Result<Uuid, Fault> {
    if let Ok(plain) = Uuid::try_parse(id) {
        return Ok(plain);
    }
    let (found, uuid) = read(id)?;
    if found == kind {
        return Ok(uuid);
    }
    let message = format!(
        "an id of a {} is expected, this one is of a {}",
        kind.word(),
        found.word()
    );
    Err(Fault::input("NODE_ID_MALFORMED", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_of_what_it_is_and_no_other_text_is_one() {
        let uuid = Uuid::from_u128(7);
        for kind in Kind::ALL {
            let id = global(kind, uuid);
            assert_eq!(read(&id).unwrap(), (kind, uuid));
            assert_eq!(of(kind, &id).unwrap(), uuid);
            assert_eq!(of(kind, &uuid.to_string()).unwrap(), uuid);
        }
        let tenant = global(Kind::Tenant, uuid);
        assert_eq!(
            of(Kind::Customer, &tenant).unwrap_err().code,
            "NODE_ID_MALFORMED"
        );
        for odd in [
            "",
            "x",
            "Q3VzdG9tZXI",
            "\u{0}",
            "Customer:1",
            &"A".repeat(10_000),
        ] {
            let fault = read(odd).unwrap_err();
            assert_eq!(fault.code, "NODE_ID_MALFORMED");
            assert!(fault.message.len() < 200);
        }
    }
}
