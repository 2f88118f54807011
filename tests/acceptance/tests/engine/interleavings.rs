//! Whatever the order in which two nodes carry out commands, the outcome is that of some serial
//! execution: every command was decided on a state that the customer really had at a moment
//! between the question and the answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tenantry_domain::aggregate::{Aggregate, Decision};
use tenantry_domain::customer::{Customer, CustomerCommand, CustomerEvent, CustomerRefusal};
use tenantry_domain::ids::MspId;
use tenantry_domain::record::RecordedEvent;
use tenantry_engine::commands::{CommandError, Done, Engine, Limits};
use tenantry_support::customers::{archive, ask, register, rename, stream, tag, untag};
use tenantry_support::world::new_msp;
use tenantry_support::{Dice, World, audit, dice, on_both_databases};
use tokio::task::JoinSet;

const ROUNDS: u64 = 25;
const CUSTOMERS: u64 = 3;
const CALLERS: u64 = 6;
const COMMANDS: u64 = 8;

/// A command, its answer, and when both were on this process's only clock.
struct Asked {
    customer: String,
    key: String,
    command: CustomerCommand,
    began: u64,
    ended: u64,
    answer: Result<Done, CommandError<CustomerRefusal>>,
}

async fn every_interleaving_is_some_serial_execution(world: World) {
    let seed = dice::seed();
    // Nodes that forget quickly meet more of what others did.
    let forgetful = Limits {
        remembered: 2,
        group: 4,
        ..Limits::default()
    };
    let nodes = [
        Arc::new(world.engine().await),
        Arc::new(Engine::new(world.ledger().await, forgetful)),
    ];
    for round in 0..ROUNDS {
        println!("round {round}");
        let msp = new_msp();
        let asked = play(&nodes, msp, seed.wrapping_add(round)).await;
        let events = audit::ledger(&**nodes[0].ledger(), msp).await;
        for customer in 0..CUSTOMERS {
            let customer = customer.to_string();
            let asked = asked.iter().filter(|it| it.customer == customer);
            let stream = stream(&customer);
            let events = events.iter().filter(|it| it.stream == stream);
            check(asked.collect(), &events.collect::<Vec<_>>());
        }
    }
}

/// Some callers, each with its commands one after the other, on either node.
async fn play(nodes: &[Arc<Engine>; 2], msp: MspId, seed: u64) -> Vec<Asked> {
    let clock = Arc::new(AtomicU64::new(0));
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let mut dice = Dice::seeded(seed ^ (caller << 32));
        let (nodes, clock) = (nodes.clone(), clock.clone());
        callers.spawn(async move {
            let mut asked = Vec::new();
            for at in 0..COMMANDS {
                let customer = dice.below(CUSTOMERS).to_string();
                let command = any_command(&mut dice);
                let key = format!("{caller}-{at}");
                let request = ask(msp, &customer, command.clone(), key.as_str());
                let node = dice.pick(&nodes);
                tokio::time::sleep(Duration::from_micros(dice.below(400))).await;
                let began = clock.fetch_add(1, Ordering::SeqCst);
                let answer = node.execute(request).await;
                asked.push(Asked {
                    customer,
                    key,
                    command,
                    began,
                    ended: clock.fetch_add(1, Ordering::SeqCst),
                    answer,
                });
            }
            asked
        });
    }
    callers.join_all().await.into_iter().flatten().collect()
}

/// Few names and tags, so that much is done already and much is in the way of each other.
fn any_command(dice: &mut Dice) -> CustomerCommand {
    let name = format!("name {}", dice.below(2));
    let label = format!("tag {}", dice.below(3));
    match dice.below(12) {
        0..=2 => register(&name),
        3..=5 => rename(&name),
        6..=8 => tag(&label),
        9..=10 => untag(&label),
        _ => archive(),
    }
}

/// Places the commands to one customer in an order. Those that recorded something have their place
/// by what they recorded; each of the others is put at the first state that explains its answer,
/// not before what had ended when it began, and not after what began when it had ended.
fn check(mut asked: Vec<&Asked>, events: &[&RecordedEvent]) {
    let states = states(events);
    let began = events.iter().map(|event| {
        let key = audit::key_of(event);
        let mut by = asked.iter().filter(|it| it.key == key);
        by.next().expect("nobody else records").began
    });
    let began: Vec<u64> = began.collect();
    asked.sort_by_key(|it| it.ended);

    // When a command ended, and the length of the stream it saw.
    let mut placed: Vec<(u64, usize)> = Vec::new();
    for asked in asked {
        let before = placed.iter().filter(|(ended, _)| *ended < asked.began);
        let earliest = before.map(|(_, length)| *length).max().unwrap_or(0);
        let latest = began.iter().take_while(|began| **began < asked.ended);
        let latest = latest.count();
        let length = match &asked.answer {
            Err(CommandError::Contended) => {
                let trace = events.iter().any(|it| audit::key_of(it) == asked.key);
                assert!(!trace, "{} was not carried out", asked.key);
                continue;
            }
            Ok(done) if done.receipt.events > 0 => {
                let length = usize::try_from(done.receipt.sequence).unwrap();
                assert_recorded(asked, done, &states[length - 1], events[length - 1]);
                assert!(
                    (earliest + 1..=latest).contains(&length),
                    "{} is late",
                    asked.key
                );
                length
            }
            answer => (earliest..=latest)
                .find(|length| explains(&states[*length], &asked.command, answer))
                .unwrap_or_else(|| {
                    let seen = &states[earliest..=latest];
                    let Asked { key, command, .. } = asked;
                    panic!("{key} {command:?}: {answer:?} fits none of {seen:?}")
                }),
        };
        placed.push((asked.ended, length));
    }
}

fn assert_recorded(asked: &Asked, done: &Done, before: &Customer, event: &RecordedEvent) {
    assert!(!done.replayed, "every key is used once");
    assert_eq!(
        done.receipt.events, 1,
        "a customer's commands record one event"
    );
    assert_eq!(done.receipt.position, event.position);
    assert_eq!(audit::key_of(event), asked.key);
    let decided = before.decide(&asked.command);
    let recorded: CustomerEvent = event.decode().unwrap();
    assert_eq!(decided, Ok(Decision::record(recorded)), "{}", asked.key);
}

fn explains(
    state: &Customer,
    command: &CustomerCommand,
    answer: &Result<Done, CommandError<CustomerRefusal>>,
) -> bool {
    match (state.decide(command), answer) {
        (Ok(Decision::AlreadyDone), Ok(done)) => done.receipt.events == 0 && !done.replayed,
        (Err(refusal), Err(CommandError::Refused(told))) => refusal == *told,
        _ => false,
    }
}

/// The states that a customer went through, the one before the first event included.
fn states(events: &[&RecordedEvent]) -> Vec<Customer> {
    let mut states = vec![Customer::default()];
    for event in events {
        let mut next = states[states.len() - 1].clone();
        next.evolve(&event.decode().unwrap());
        states.push(next);
    }
    states
}

on_both_databases!(every_interleaving_is_some_serial_execution);
