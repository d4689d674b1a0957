//! What was used most recently? A map that drops what was used longest ago, one by one, when it is full.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

/// A bounded map. Each key has the moment of its last use, and each moment its key.
pub struct Recent<K, V> {
    by_key: HashMap<K, (u64, V)>,
    by_use: BTreeMap<u64, K>,
    clock: u64,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Recent { by_key: HashMap::new(), by_use: BTreeMap::new(), clock: 0 }
    }
}

impl<K: Clone + Eq + Hash, V> Recent<K, V> {
    /// The value of a key, which is now the one used last.
    pub fn get(&mut self, key: &K) -> Option<&mut V> {
        let (used, value) = self.by_key.get_mut(key)?;
        if *used != self.clock
            && let Some(key) = self.by_use.remove(used)
        {
            self.clock += 1;
            *used = self.clock;
            self.by_use.insert(self.clock, key);
        }
        Some(value)
    }

    /// The value of a key, without using it.
    pub fn peek_mut(&mut self, key: &K) -> Option<&mut V> {
        self.by_key.get_mut(key).map(|(_, value)| value)
    }

    /// Sets the value of a key. What was used longest ago makes room, so that at most `most` keys are left. Returns what
    /// is no longer there.
    pub fn insert(&mut self, key: K, value: V, most: usize) -> Vec<V> {
        let mut dropped = Vec::from_iter(self.remove(&key));
        while self.by_key.len() >= most.max(1) {
            let Some((_, oldest)) = self.by_use.pop_first() else { break };
            dropped.extend(self.by_key.remove(&oldest).map(|(_, value)| value));
        }
        self.clock += 1;
        self.by_use.insert(self.clock, key.clone());
        self.by_key.insert(key, (self.clock, value));
        dropped
    }

    /// Removes a key. Returns its value.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let (used, value) = self.by_key.remove(key)?;
        self.by_use.remove(&used);
        Some(value)
    }

    /// Removes all keys.
    pub fn clear(&mut self) {
        self.by_key.clear();
        self.by_use.clear();
    }
}
