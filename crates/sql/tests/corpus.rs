//! Replays the inputs that fuzzing found (`make fuzz`): no input makes a crate panic.

use std::path::Path;

#[path = "../../../fuzz/src/targets.rs"]
mod targets;

fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        println!("{}", path.display());
        target(&std::fs::read(path).unwrap());
        count += 1;
    }
    assert!(count > 0, "{} is empty", folder.display());
}

#[test]
fn configs() {
    replay("config", targets::config);
}

#[test]
fn values() {
    replay("values", targets::values);
}

#[test]
fn queries() {
    replay("query", targets::query);
}

#[test]
fn damaged_jsonb() {
    replay("jsonb", targets::jsonb);
}

#[test]
fn files() {
    replay("file", targets::file);
}
