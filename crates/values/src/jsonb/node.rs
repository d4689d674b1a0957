//! A jsonb document as a tree read in place, with the traits of the JSON Schema library.

pub use jsonschema_value::{Array, JsonNumber, Jsonb, JsonbNode, Node, Object};
