//! A jsonb document read in place as a tree, by the traits that the JSON Schema library reads it by.

pub use jsonschema_value::{Array, JsonNumber, Jsonb, JsonbNode, Node, Object};
