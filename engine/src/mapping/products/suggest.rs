//! Which service a product may be billed as.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tenantry_domain::cloud::vendor::Term;
use tenantry_domain::matching::Score;
use tenantry_domain::product_mapping::{Product, ProductKey, Service, Settled};
use uuid::Uuid;

use super::likeness::ProductName;
use super::maker::is_of_microsoft;
use super::{SeenProduct, SoldService};

/// Services that are named for one product.
const AT_MOST: usize = 5;
/// Names that are less alike say nothing.
const ALIKE: u32 = 50;

/// A product that was seen, what was decided about it, and what it may be billed as.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductSuggestion {
    pub product: Product,
    /// As a distributor calls it.
    pub name: String,
    pub settled: Option<Settled>,
    /// The likeliest first; none where something was decided.
    pub services: Vec<SuggestedService>,
}

impl ProductSuggestion {
    /// Tells it apart from others by all that makes a product.
    pub fn id(&self) -> Uuid {
        // Plain data always can be written as JSON.
        let words = serde_json::to_vec(&self.product).unwrap_or_default();
        Uuid::new_v5(&Uuid::NAMESPACE_OID, &words)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedService {
    pub service: Service,
    pub name: String,
    pub score: Score,
    /// Whether it is billed as often as the product is paid; nothing where one of the two is not known.
    /// What is known to differ comes after all others.
    pub billed_alike: Option<bool>,
}

/// Microsoft's products that are named, each once. One of which neither a sku nor a name is known is none.
pub(super) fn distinct(seen: &[SeenProduct]) -> BTreeMap<Product, &str> {
    let mut products: BTreeMap<Product, &str> = BTreeMap::new();
    for it in seen.iter().filter(|it| is_of_microsoft(it)) {
        let Ok(key) = ProductKey::of(it.maker_sku.as_deref(), &it.name) else {
            continue;
        };
        let product = Product {
            key,
            term: it.term.clone(),
            billing: it.billing.clone(),
        };
        // Of several names the first in order, whatever the order they came in.
        let name = products.entry(product).or_insert(&it.name);
        if it.name.as_str() < *name {
            *name = &it.name;
        }
    }
    products
}

/// Services with their names taken apart.
pub(super) struct Shelf<'a>(Vec<(&'a SoldService, ProductName)>);

impl<'a> Shelf<'a> {
    pub(super) fn of(services: &'a [SoldService]) -> Self {
        let named = services.iter().map(|it| (it, ProductName::of(&it.name)));
        Self(named.collect())
    }

    pub(super) fn suggest(&self, product: &Product, name: &str) -> Vec<SuggestedService> {
        let wanted = ProductName::of(name);
        let near = self.0.iter().filter_map(|(sold, theirs)| {
            let score = if is_same_sku(product, sold) {
                100
            } else {
                wanted.likeness(theirs).min(99)
            };
            let billing = sold.billing.as_ref().or(theirs.billing.as_ref());
            (score >= ALIKE).then(|| SuggestedService {
                service: sold.service.clone(),
                name: sold.name.clone(),
                score: Score::of_hundred(score),
                billed_alike: alike(product.billing.as_ref(), billing),
            })
        });
        let mut near: Vec<SuggestedService> = near.collect();
        near.sort_by_cached_key(|it| {
            let (differs, unknown) = (it.billed_alike == Some(false), it.billed_alike.is_none());
            (differs, Reverse(it.score), unknown, it.service.clone())
        });
        near.truncate(AT_MOST);
        near
    }
}

fn alike(product: Option<&Term>, service: Option<&Term>) -> Option<bool> {
    Some(product? == service?)
}

fn is_same_sku(product: &Product, sold: &SoldService) -> bool {
    let theirs = ProductKey::of(sold.sku.as_deref(), "");
    matches!(product.key, ProductKey::Sku(_)) && theirs.is_ok_and(|it| it == product.key)
}

#[cfg(test)]
mod tests {
    use tenantry_domain::ids::VendorConnectionId;
    use uuid::Uuid;

    use super::*;

    fn sold(id: &str, name: &str, billing: Option<Term>) -> SoldService {
        let connection_id = VendorConnectionId::new(Uuid::from_u128(1));
        SoldService {
            service: Service {
                connection_id,
                id: id.to_owned(),
            },
            name: name.to_owned(),
            sku: None,
            billing,
        }
    }

    fn paid(billing: Term) -> Product {
        Product {
            key: ProductKey::Sku("CFQ7TTC0LCHC:0002".to_owned()),
            term: Some(Term::YEARLY),
            billing: Some(billing),
        }
    }

    fn ids(services: &[SoldService], product: &Product) -> Vec<String> {
        let found = Shelf::of(services).suggest(product, "Microsoft 365 Business Premium");
        found.into_iter().map(|it| it.service.id).collect()
    }

    #[test]
    fn monthly_and_yearly_are_kept_apart() {
        let services = [
            sold("month", "M365 Business Premium", Some(Term::MONTHLY)),
            sold("year", "M365 Business Premium", Some(Term::YEARLY)),
            sold("named", "M365 Business Premium annual", None),
            sold("other", "M365 Business Basic", Some(Term::YEARLY)),
        ];
        assert_eq!(
            ids(&services, &paid(Term::MONTHLY)),
            ["month", "named", "year"]
        );
        assert_eq!(
            ids(&services, &paid(Term::YEARLY)),
            ["named", "year", "month"]
        );
    }

    #[test]
    fn the_same_sku_comes_first_whatever_it_is_called() {
        let mut coded = sold("coded", "Workplace Gold", Some(Term::MONTHLY));
        coded.sku = Some("cfq7ttc0lchc:0002".to_owned());
        let named = sold("named", "M365 Business Premium", Some(Term::MONTHLY));
        assert_eq!(
            ids(&[named, coded], &paid(Term::MONTHLY)),
            ["coded", "named"]
        );
    }

    #[test]
    fn a_product_is_there_once_whoever_names_it() {
        let seen = |name: &str, sku: &str| SeenProduct {
            maker_sku: Some(sku.to_owned()),
            name: name.to_owned(),
            ..SeenProduct::default()
        };
        let all = [
            seen("Microsoft 365 E3", "CFQ7TTC0LFLX:0001"),
            seen("M365 E3", "CFQ7TTC0LFLX:0001:CFQ7TTC0K971"),
            seen("", " "),
        ];
        let products = distinct(&all);
        assert_eq!(products.into_values().collect::<Vec<_>>(), ["M365 E3"]);
    }
}
