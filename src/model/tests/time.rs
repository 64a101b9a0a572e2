//! The one seam through which tests move time.

use diem_model::time::now;

#[test]
fn without_a_set_clock_time_is_the_blocks() {
    assert_eq!(now(|| 42), 42);
}

#[cfg(feature = "test-clock")]
#[test]
fn a_set_clock_is_the_time_on_its_thread_only() {
    diem_model::time::clock::set(1_000);
    assert_eq!(now(|| 42), 1_000);
    assert_eq!(std::thread::spawn(|| now(|| 42)).join().unwrap(), 42);
}
