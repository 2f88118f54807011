//! What holds whatever is asked, in whatever order.

use proptest::prelude::*;

use super::super::VendorConnection;
use super::{
    Command, begin, change, connect, disconnect, end, fails, fault, note_read, note_test,
    note_unread, on, pause, request, resume, rotate, works,
};
use crate::aggregate::Aggregate;
use crate::cloud::vendor::RecordKind;

fn commands() -> impl Strategy<Value = Command> {
    let at = 0..30_i64;
    let run = 0..4_u32;
    let kinds = prop_oneof![
        Just(RecordKind::Account),
        Just(RecordKind::Device),
        Just(RecordKind::Alert)
    ];
    let platforms = prop_oneof![Just("merlot"), Just("pinotage")];
    let outcomes = prop_oneof![
        Just(works("Contoso MSP")),
        Just(fails("VENDOR_KEY_WRONG", "1"))
    ];
    prop_oneof![
        3 => (platforms.clone(), at.clone()).prop_map(|(on_one, at)| connect("A", on(on_one), at)),
        2 => (outcomes, any::<bool>(), at.clone()).prop_map(|(it, asked, at)| note_test(it, asked, at)),
        1 => at.clone().prop_map(rotate),
        1 => (platforms, at.clone()).prop_map(|(on_one, at)| change(on(on_one), at)),
        1 => at.clone().prop_map(pause),
        2 => at.clone().prop_map(resume),
        2 => at.clone().prop_map(request),
        4 => at.clone().prop_map(begin),
        6 => (run.clone(), kinds.clone(), at.clone())
            .prop_map(|(run, kind, at)| note_read(run, kind, 1, at)),
        3 => (run.clone(), kinds, at.clone())
            .prop_map(|(run, kind, at)| note_unread(run, kind, fault("CLOUD_SILENT", "1"), at)),
        3 => (run, at).prop_map(|(run, at)| end(run, at)),
    ]
}

/// Begun anew, a discovery is another one.
fn is_repeatable(command: &Command) -> bool {
    !matches!(command, Command::BeginDiscovery(_))
}

proptest! {
    /// Runs only rise, a fault never takes back what was read, and asking again records nothing.
    #[test]
    fn what_was_read_stays(all in proptest::collection::vec(commands(), 0..80), ends in any::<bool>()) {
        let mut state = VendorConnection::default();
        let last = ends.then(|| disconnect(99));
        for command in all.iter().chain(&last) {
            let before = state.clone();
            let Ok(decision) = state.decide(command) else { continue };
            for event in decision.into_events() {
                state.evolve(&event);
            }
            if let (Some(was), Some(is)) = (before.known(), state.known()) {
                prop_assert!(is.runs >= was.runs);
                prop_assert_eq!(was.vendor, is.vendor);
                for (kind, known) in &was.kinds {
                    prop_assert!(known.read.is_none() || is.kinds[kind].read.is_some());
                }
                let open = is.open.as_ref();
                prop_assert!(open.is_none_or(|open| open.run == is.runs));
            }
            if is_repeatable(command) {
                prop_assert_eq!(state.decide(command).unwrap().into_events(), vec![]);
            }
        }
    }
}
