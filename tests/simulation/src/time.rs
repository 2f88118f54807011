//! The one clock of a simulated history, and who acts at which instant.

use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::record::Micros;
use tenantry_engine::chance::{Chance, Ids};
use tenantry_engine::ledger::Wake;
use tenantry_engine::sagas::Alarm;
use tenantry_engine::time::Clock;
use tenantry_simulator::Control;
use tenantry_support::Dice;
use tokio::sync::Notify;
use uuid::Uuid;

/// The clouds' own clock.
#[derive(Clone)]
pub struct DrivenClock(Control);

impl DrivenClock {
    pub fn new(control: Control) -> Self {
        Self(control)
    }

    /// Lets time pass until then; it never goes back.
    pub fn reach(&self, instant: Micros) {
        let ahead = u64::try_from(instant.saturating_sub(self.now())).unwrap_or_default();
        if ahead > 0 {
            self.0.jump(Duration::from_micros(ahead));
        }
    }
}

impl fmt::Debug for DrivenClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DrivenClock({})", self.now())
    }
}

impl Clock for DrivenClock {
    fn now(&self) -> Micros {
        self.0.now().as_microsecond()
    }
}

type Act = Box<dyn FnOnce() + Send>;

/// What happens at which instant, beside what the sagas do.
#[derive(Clone, Default)]
pub struct Agenda(Arc<Mutex<Vec<(Micros, Act)>>>);

impl fmt::Debug for Agenda {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Agenda({} left)", self.0.lock().unwrap().len())
    }
}

impl Agenda {
    pub fn at(&self, instant: Micros, act: impl FnOnce() + Send + 'static) {
        self.0.lock().unwrap().push((instant, Box::new(act)));
    }

    pub fn is_over(&self) -> bool {
        self.0.lock().unwrap().is_empty()
    }

    fn next(&self) -> Option<Micros> {
        self.0.lock().unwrap().iter().map(|(at, _)| *at).min()
    }

    /// Does what is due by now, in the order of time.
    fn run(&self, now: Micros) {
        loop {
            let due = {
                let mut items = self.0.lock().unwrap();
                let first = items
                    .iter()
                    .enumerate()
                    .filter(|(_, (at, _))| *at <= now)
                    .min_by_key(|(place, (at, _))| (*at, *place))
                    .map(|(place, _)| place);
                first.map(|place| items.remove(place).1)
            };
            let Some(act) = due else { return };
            act();
        }
    }
}

/// Time passes whenever nobody has anything to do.
#[derive(Debug)]
pub struct SimulatedAlarm {
    pub clock: DrivenClock,
    pub agenda: Agenda,
    /// Whoever runs the history is asked here whether it has come to its end.
    pub idle: Arc<Notify>,
    pub go_on: Arc<Notify>,
}

#[async_trait]
impl Alarm for SimulatedAlarm {
    async fn until(&self, instant: Micros, _seen: &mut Wake, busy: bool) {
        if busy {
            pending::<()>().await;
        }
        self.idle.notify_one();
        self.go_on.notified().await;
        let next = self.agenda.next().unwrap_or(Micros::MAX);
        self.clock.reach(instant.min(next));
        self.agenda.run(self.clock.now());
    }
}

/// Ids and chance from a seed.
#[derive(Debug)]
pub struct Seeded(Mutex<Dice>);

impl Seeded {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(Dice::seeded(seed)))
    }
}

impl Ids for Seeded {
    fn next(&self) -> Uuid {
        let mut dice = self.0.lock().unwrap();
        let high = u128::from(dice.below(u64::MAX));
        Uuid::from_u128((high << 64) | u128::from(dice.below(u64::MAX)))
    }
}

impl Chance for Seeded {
    fn draw(&self) -> f64 {
        let number = self.0.lock().unwrap().below(1 << 20);
        f64::from(u32::try_from(number).unwrap()) / f64::from(1 << 20)
    }
}
