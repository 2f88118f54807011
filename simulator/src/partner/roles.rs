//! The directory roles that a partner may ask for, by template id.

use uuid::{Uuid, uuid};

pub(crate) const GLOBAL_ADMINISTRATOR: Uuid = uuid!("62e90394-69f5-4237-9190-012177145e10");
pub(crate) const APPLICATION_ADMINISTRATOR: Uuid = uuid!("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3");
pub(crate) const CLOUD_APPLICATION_ADMINISTRATOR: Uuid =
    uuid!("158c047a-c907-4556-b7ef-446551a6b5f7");

/// Every other id is refused.
const KNOWN: [(&str, Uuid); 39] = [
    ("Application Administrator", APPLICATION_ADMINISTRATOR),
    (
        "Cloud Application Administrator",
        CLOUD_APPLICATION_ADMINISTRATOR,
    ),
    ("Global Administrator", GLOBAL_ADMINISTRATOR),
    (
        "Authentication Administrator",
        uuid!("c4e39bd9-1100-46d3-8c65-fb160da0071f"),
    ),
    (
        "Authentication Policy Administrator",
        uuid!("0526716b-113d-4c15-b2c8-68e3c22b9f80"),
    ),
    (
        "Billing Administrator",
        uuid!("b0f54661-2d74-4c50-afa3-1ec803f12efe"),
    ),
    (
        "Cloud App Security Administrator",
        uuid!("892c5842-a9a6-463a-8041-72aa08ca3cf6"),
    ),
    (
        "Cloud Device Administrator",
        uuid!("7698a772-787b-4ac8-901f-60d6b08affd2"),
    ),
    (
        "Compliance Administrator",
        uuid!("17315797-102d-40b4-93e0-432062caca18"),
    ),
    (
        "Conditional Access Administrator",
        uuid!("b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"),
    ),
    (
        "Directory Readers",
        uuid!("88d8e3e3-8f55-4a1e-953a-9b9898b8876b"),
    ),
    (
        "Directory Writers",
        uuid!("9360feb5-f418-4baa-8175-e2a00bac4301"),
    ),
    (
        "Domain Name Administrator",
        uuid!("8329153b-31d0-4727-b945-745eb3bc5f31"),
    ),
    (
        "Dynamics 365 Administrator",
        uuid!("44367163-eba1-44c3-98af-f5787879f96a"),
    ),
    (
        "Exchange Administrator",
        uuid!("29232cdf-9323-42fd-ade2-1d097af3e4de"),
    ),
    (
        "Exchange Recipient Administrator",
        uuid!("31392ffb-586c-42d1-9346-e59415a2cc4e"),
    ),
    (
        "Global Reader",
        uuid!("f2ef992c-3afb-46b9-b7cf-a126ee74c451"),
    ),
    (
        "Groups Administrator",
        uuid!("fdd7a751-b60b-444a-984c-02652fe8fa1c"),
    ),
    (
        "Guest Inviter",
        uuid!("95e79109-95c0-4d8e-aee3-d01accf2d47b"),
    ),
    (
        "Helpdesk Administrator",
        uuid!("729827e3-9c14-49f7-bb1b-9608f156bbb8"),
    ),
    (
        "Hybrid Identity Administrator",
        uuid!("8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2"),
    ),
    (
        "Identity Governance Administrator",
        uuid!("45d8d3c5-c802-45c6-b32a-1d70b5e1e86e"),
    ),
    (
        "Intune Administrator",
        uuid!("3a2c62db-5318-420d-8d74-23affee5d9d5"),
    ),
    (
        "License Administrator",
        uuid!("4d6ac14f-3453-41d0-bef9-a3e0c569773a"),
    ),
    (
        "Message Center Reader",
        uuid!("790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b"),
    ),
    (
        "Office Apps Administrator",
        uuid!("2b745bdf-0803-4d80-aa65-822c4493daac"),
    ),
    (
        "Password Administrator",
        uuid!("966707d0-3269-4727-9be2-8c3a10f19b9d"),
    ),
    (
        "Power Platform Administrator",
        uuid!("11648597-926c-4cf3-9c36-bcebb0ba8dcc"),
    ),
    (
        "Privileged Authentication Administrator",
        uuid!("7be44c8a-adaf-4e2a-84d6-ab2649e08a13"),
    ),
    (
        "Privileged Role Administrator",
        uuid!("e8611ab8-c189-46e8-94e1-60213ab1f814"),
    ),
    (
        "Reports Reader",
        uuid!("4a5d8f65-41da-4de4-8968-e035b65339cf"),
    ),
    (
        "Security Administrator",
        uuid!("194ae4cb-b126-40b2-bd5b-6091b380977d"),
    ),
    (
        "Security Operator",
        uuid!("5f2222b1-57c3-48ba-8ad5-d4759f1fde6f"),
    ),
    (
        "Security Reader",
        uuid!("5d6b6bb7-de71-4623-b4af-96380a352509"),
    ),
    (
        "Service Support Administrator",
        uuid!("f023fd81-a637-4b56-95fd-791ac0226033"),
    ),
    (
        "SharePoint Administrator",
        uuid!("f28a1f50-f6e7-4571-818b-6a12f2af6b6c"),
    ),
    (
        "Teams Administrator",
        uuid!("69091246-20e8-4a56-aa4d-066075b2a7a8"),
    ),
    (
        "User Administrator",
        uuid!("fe930be7-5e62-47db-91af-98c3a49a38b1"),
    ),
    (
        "Windows 365 Administrator",
        uuid!("11451d60-acb2-45eb-a7d6-43d0f0125c13"),
    ),
];

pub(crate) fn is_known(role: Uuid) -> bool {
    KNOWN.iter().any(|(_, id)| *id == role)
}

/// Every role there is, by name and template.
pub(crate) fn known() -> impl Iterator<Item = (&'static str, Uuid)> {
    KNOWN.into_iter()
}

/// By id or by name, as people write them in scenarios.
pub(crate) fn named(text: &str) -> Option<Uuid> {
    let mut known = KNOWN.iter();
    let found = known.find(|(name, id)| *name == text || id.to_string() == text);
    found.map(|(_, id)| *id)
}

/// What people call it.
pub(crate) fn name_of(role: Uuid) -> String {
    let found = KNOWN.iter().find(|(_, id)| *id == role);
    found.map_or_else(|| role.to_string(), |(name, _)| (*name).to_owned())
}
