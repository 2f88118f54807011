//! Whether Microsoft makes what was bought. Distributors sell for many, and each has its own way to say for
//! whom.

use super::SeenProduct;

const MICROSOFT: &str = "microsoft";

/// What the subscription says itself counts most: Partner Center sells for others as well, under numbers
/// like Microsoft's own. Such a number is Microsoft's wherever nobody says otherwise, whatever a distributor
/// calls the programme it sells it under.
pub(super) fn is_of_microsoft(seen: &SeenProduct) -> bool {
    if let Some(said) = seen.of_microsoft {
        return said;
    }
    if seen.maker_sku.as_deref().is_some_and(is_commerce_sku) {
        return true;
    }
    let said = seen.maker.as_deref().filter(|it| !it.trim().is_empty());
    begins_with_microsoft(said.unwrap_or(&seen.name))
}

/// `CFQ7TTC0LCHC:0002`: twelve letters or digits for the product, four for the sku, and perhaps what comes
/// after that.
fn is_commerce_sku(text: &str) -> bool {
    let mut parts = text.trim().split(':').map(str::trim);
    let is = |part: Option<&str>, length: usize| {
        part.is_some_and(|it| it.len() == length && it.bytes().all(|it| it.is_ascii_alphanumeric()))
    };
    is(parts.next(), 12) && is(parts.next(), 4)
}

/// As in `Microsoft CSP`, and not as in `Backup for Microsoft 365`.
fn begins_with_microsoft(text: &str) -> bool {
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    let first = words.find(|word| !word.is_empty());
    first.is_some_and(|word| word.eq_ignore_ascii_case(MICROSOFT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(maker: Option<&str>, sku: Option<&str>, name: &str) -> SeenProduct {
        SeenProduct {
            maker: maker.map(str::to_owned),
            maker_sku: sku.map(str::to_owned),
            name: name.to_owned(),
            ..SeenProduct::default()
        }
    }

    #[test]
    fn every_distributor_says_it_in_its_own_way() {
        let sku = Some("CFQ7TTC0LCHC:0002");
        let old = Some("195416c1-3447-423a-b37b-ee59a99a19c4");
        for (maker, sku, name) in [
            (Some("Microsoft"), sku, "Business Premium"),
            (Some("MICROSOFT CORPORATION"), None, "Business Premium"),
            (Some("Microsoft CSP"), old, "Exchange Online"),
            (Some("CSP (NCE)"), sku, "Business Premium"),
            (None, sku, "Business Premium"),
            (None, Some("cfq7ttc0lchc:0002:CFQ7TTC0K971"), "Premium"),
            (None, old, "Microsoft 365 E3"),
            (Some("  "), None, "Microsoft 365 E3"),
        ] {
            assert!(
                is_of_microsoft(&seen(maker, sku, name)),
                "{maker:?} {sku:?} {name}"
            );
        }
    }

    #[test]
    fn what_others_make_is_not_microsofts() {
        for (maker, sku, name) in [
            (Some("Proofpoint"), Some("PP-M-ESS-A"), "Email Security"),
            (Some("Acronis"), None, "Microsoft 365 Backup"),
            (Some("Fortinet"), None, "Firewall"),
            (None, Some("FG-60F"), "Firewall"),
            (None, None, "Backup for Microsoft 365"),
            (None, Some("A:B"), "Something"),
            (None, None, ""),
        ] {
            assert!(
                !is_of_microsoft(&seen(maker, sku, name)),
                "{maker:?} {sku:?} {name}"
            );
        }
    }

    #[test]
    fn what_the_subscription_says_counts_most() {
        let sku = Some("DZH318Z0BQ3Q:0001");
        for said in [true, false] {
            let product = SeenProduct {
                of_microsoft: Some(said),
                ..seen(Some("Somebody"), sku, "Microsoft, or not")
            };
            assert_eq!(is_of_microsoft(&product), said);
        }
    }
}
