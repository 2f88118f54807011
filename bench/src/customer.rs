//! The product's own customer, where read models follow: registered, renamed three times and
//! archived, with texts long enough for the agreed size of events.

use tenantry_domain::customer::{
    ArchiveCustomer, Customer, CustomerCommand, CustomerOrigin, RegisterCustomer, RenameCustomer,
};
use tenantry_domain::text::{CustomerName, Reason};

use crate::script::Script;

impl Script for Customer {
    fn at(step: usize) -> CustomerCommand {
        match step {
            0 => CustomerCommand::Register(RegisterCustomer {
                name: name(step),
                origin: CustomerOrigin::Entered,
            }),
            1..=3 => CustomerCommand::Rename(RenameCustomer { name: name(step) }),
            _ => CustomerCommand::Archive(ArchiveCustomer {
                reason: Reason::new(&"r".repeat(450)).ok(),
            }),
        }
    }
}

fn name(step: usize) -> CustomerName {
    let text = format!("{:n<198}", format!("Customer by name number {step} "));
    CustomerName::new(&text).expect("198 characters are a name")
}

#[cfg(test)]
mod tests {
    use tenantry_domain::aggregate::Aggregate;

    use super::*;
    use crate::script::LIFE;

    #[test]
    fn a_life_has_one_event_of_the_agreed_size_per_command() {
        let (mut customer, mut bytes) = (Customer::default(), 0);
        for step in 0..LIFE {
            let events = customer.decide(&Customer::at(step)).unwrap().into_events();
            assert_eq!(events.len(), 1);
            for event in events {
                bytes += serde_json::to_string(&event).unwrap().len();
                customer.evolve(&event);
            }
        }
        let average = bytes / LIFE;
        assert!((395..=435).contains(&average), "{average} bytes");
    }
}
