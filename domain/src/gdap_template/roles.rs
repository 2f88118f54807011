//! The directory roles that a partner may ask for, by name and by the id of their template.
//!
//! A role's template has the same id in every tenant, and its name is what Microsoft's documents
//! and portals call it.

use uuid::Uuid;

use crate::cloud::gdap::RoleId;

/// Neither the name nor the id of a role that a partner may ask for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no role {text:?} that a partner may ask for{}", suggestion(*.nearest))]
pub struct UnknownRole {
    pub text: String,
    /// The role whose name is nearly this.
    pub nearest: Option<&'static str>,
}

impl UnknownRole {
    pub const CODE: &'static str = "GDAP_ROLE_UNKNOWN";
}

fn suggestion(nearest: Option<&'static str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean {name}?"))
}

/// In alphabetical order.
const ROLES: &[(&str, RoleId)] = &[
    (
        "Application Administrator",
        role(0x9b89_5d92_2cd3_44c7_9d02_a6ac_2d5e_a5c3),
    ),
    (
        "Authentication Administrator",
        role(0xc4e3_9bd9_1100_46d3_8c65_fb16_0da0_071f),
    ),
    (
        "Authentication Policy Administrator",
        role(0x0526_716b_113d_4c15_b2c8_68e3_c22b_9f80),
    ),
    (
        "Billing Administrator",
        role(0xb0f5_4661_2d74_4c50_afa3_1ec8_03f1_2efe),
    ),
    (
        "Cloud App Security Administrator",
        role(0x892c_5842_a9a6_463a_8041_72aa_08ca_3cf6),
    ),
    (
        "Cloud Application Administrator",
        role(0x158c_047a_c907_4556_b7ef_4465_51a6_b5f7),
    ),
    (
        "Cloud Device Administrator",
        role(0x7698_a772_787b_4ac8_901f_60d6_b08a_ffd2),
    ),
    (
        "Compliance Administrator",
        role(0x1731_5797_102d_40b4_93e0_4320_62ca_ca18),
    ),
    (
        "Conditional Access Administrator",
        role(0xb1be_1c3e_b65d_4f19_8427_f6fa_0d97_feb9),
    ),
    (
        "Directory Readers",
        role(0x88d8_e3e3_8f55_4a1e_953a_9b98_98b8_876b),
    ),
    (
        "Directory Writers",
        role(0x9360_feb5_f418_4baa_8175_e2a0_0bac_4301),
    ),
    (
        "Domain Name Administrator",
        role(0x8329_153b_31d0_4727_b945_745e_b3bc_5f31),
    ),
    (
        "Dynamics 365 Administrator",
        role(0x4436_7163_eba1_44c3_98af_f578_7879_f96a),
    ),
    (
        "Exchange Administrator",
        role(0x2923_2cdf_9323_42fd_ade2_1d09_7af3_e4de),
    ),
    (
        "Exchange Recipient Administrator",
        role(0x3139_2ffb_586c_42d1_9346_e594_15a2_cc4e),
    ),
    (
        "Global Administrator",
        role(0x62e9_0394_69f5_4237_9190_0121_7714_5e10),
    ),
    (
        "Global Reader",
        role(0xf2ef_992c_3afb_46b9_b7cf_a126_ee74_c451),
    ),
    (
        "Groups Administrator",
        role(0xfdd7_a751_b60b_444a_984c_0265_2fe8_fa1c),
    ),
    (
        "Guest Inviter",
        role(0x95e7_9109_95c0_4d8e_aee3_d01a_ccf2_d47b),
    ),
    (
        "Helpdesk Administrator",
        role(0x7298_27e3_9c14_49f7_bb1b_9608_f156_bbb8),
    ),
    (
        "Hybrid Identity Administrator",
        role(0x8ac3_fc64_6eca_42ea_9e69_59f4_c7b6_0eb2),
    ),
    (
        "Identity Governance Administrator",
        role(0x45d8_d3c5_c802_45c6_b32a_1d70_b5e1_e86e),
    ),
    (
        "Intune Administrator",
        role(0x3a2c_62db_5318_420d_8d74_23af_fee5_d9d5),
    ),
    (
        "License Administrator",
        role(0x4d6a_c14f_3453_41d0_bef9_a3e0_c569_773a),
    ),
    (
        "Message Center Reader",
        role(0x790c_1fb9_7f7d_4f88_86a1_ef1f_95c0_5c1b),
    ),
    (
        "Office Apps Administrator",
        role(0x2b74_5bdf_0803_4d80_aa65_822c_4493_daac),
    ),
    (
        "Password Administrator",
        role(0x9667_07d0_3269_4727_9be2_8c3a_10f1_9b9d),
    ),
    (
        "Power Platform Administrator",
        role(0x1164_8597_926c_4cf3_9c36_bceb_b0ba_8dcc),
    ),
    (
        "Privileged Authentication Administrator",
        role(0x7be4_4c8a_adaf_4e2a_84d6_ab26_49e0_8a13),
    ),
    (
        "Privileged Role Administrator",
        role(0xe861_1ab8_c189_46e8_94e1_6021_3ab1_f814),
    ),
    (
        "Reports Reader",
        role(0x4a5d_8f65_41da_4de4_8968_e035_b653_39cf),
    ),
    (
        "Security Administrator",
        role(0x194a_e4cb_b126_40b2_bd5b_6091_b380_977d),
    ),
    (
        "Security Operator",
        role(0x5f22_22b1_57c3_48ba_8ad5_d475_9f1f_de6f),
    ),
    (
        "Security Reader",
        role(0x5d6b_6bb7_de71_4623_b4af_9638_0a35_2509),
    ),
    (
        "Service Support Administrator",
        role(0xf023_fd81_a637_4b56_95fd_791a_c022_6033),
    ),
    (
        "SharePoint Administrator",
        role(0xf28a_1f50_f6e7_4571_818b_6a12_f2af_6b6c),
    ),
    (
        "Teams Administrator",
        role(0x6909_1246_20e8_4a56_aa4d_0660_75b2_a7a8),
    ),
    (
        "User Administrator",
        role(0xfe93_0be7_5e62_47db_91af_98c3_a49a_38b1),
    ),
    (
        "Windows 365 Administrator",
        role(0x1145_1d60_acb2_45eb_a7d6_43d0_f012_5c13),
    ),
];

/// Consents in a customer's name, and looks after apps.
pub const APPLICATION_ADMINISTRATOR: RoleId = role(0x9b89_5d92_2cd3_44c7_9d02_a6ac_2d5e_a5c3);
/// The same without Application Proxy.
pub const CLOUD_APPLICATION_ADMINISTRATOR: RoleId = role(0x158c_047a_c907_4556_b7ef_4465_51a6_b5f7);

const fn role(id: u128) -> RoleId {
    RoleId::new(Uuid::from_u128(id))
}

/// All of them, in alphabetical order. Global Administrator is among them, so that it can be named
/// where it is refused.
pub fn all() -> impl Iterator<Item = (&'static str, RoleId)> {
    ROLES.iter().copied()
}

/// What people call it.
pub fn name_of(role: RoleId) -> Option<&'static str> {
    all().find(|(_, id)| *id == role).map(|(name, _)| name)
}

/// What people call it, or its id.
pub fn label_of(role: RoleId) -> String {
    name_of(role).map_or_else(|| role.to_string(), str::to_owned)
}

/// By name, upper and lower case alike, or by id.
pub fn find(text: &str) -> Result<RoleId, UnknownRole> {
    let asked = text.trim();
    let id = asked.parse().ok();
    let found = all().find(|(name, role)| name.eq_ignore_ascii_case(asked) || Some(*role) == id);
    found.map(|(_, role)| role).ok_or_else(|| UnknownRole {
        text: asked.chars().take(80).collect(),
        nearest: nearest(asked),
    })
}

/// The role whose name differs in a third of its letters at most. Nobody is led to Global
/// Administrator.
fn nearest(asked: &str) -> Option<&'static str> {
    let asked: String = asked.chars().take(80).collect::<String>().to_lowercase();
    let far = all().map(|(name, id)| (distance(&asked, &name.to_lowercase()), name, id));
    far.min()
        .filter(|(far, name, id)| *far * 3 <= name.len() && *id != RoleId::GLOBAL_ADMINISTRATOR)
        .map(|(_, name, _)| name)
}

/// How many letters have to be changed, added or taken away.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_found_by_its_name_and_by_its_id() {
        for (name, role) in all() {
            assert_eq!(find(name), Ok(role));
            assert_eq!(find(&format!("  {} ", name.to_uppercase())), Ok(role));
            assert_eq!(find(&role.to_string()), Ok(role));
            assert_eq!(name_of(role), Some(name));
        }
    }

    #[test]
    fn no_role_stands_twice_and_they_are_in_order() {
        let names: Vec<&str> = all().map(|(name, _)| name).collect();
        assert!(names.is_sorted_by(|a, b| a < b));
        let ids: std::collections::BTreeSet<RoleId> = all().map(|(_, id)| id).collect();
        assert_eq!(ids.len(), names.len());
    }

    #[test]
    fn the_named_ones_are_what_they_are_called() {
        for (role, name) in [
            (RoleId::GLOBAL_ADMINISTRATOR, "Global Administrator"),
            (APPLICATION_ADMINISTRATOR, "Application Administrator"),
            (
                CLOUD_APPLICATION_ADMINISTRATOR,
                "Cloud Application Administrator",
            ),
        ] {
            assert_eq!(name_of(role), Some(name));
        }
    }

    #[test]
    fn a_slip_leads_to_the_role_that_was_meant() {
        let nearest = |text: &str| find(text).unwrap_err().nearest;
        assert_eq!(nearest("Gloabl Reader"), Some("Global Reader"));
        assert_eq!(nearest("intune admin"), None);
        assert_eq!(nearest("Intune Adminstrator"), Some("Intune Administrator"));
        assert_eq!(nearest("Global Administrato"), None);
        for text in ["", "x", "00000000-0000-0000-0000-000000000000"] {
            assert_eq!(nearest(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_asked_is_answered(text in ".{0,200}") {
            if let Err(unknown) = find(&text) {
                proptest::prop_assert!(unknown.text.chars().count() <= 80);
            }
        }
    }
}
