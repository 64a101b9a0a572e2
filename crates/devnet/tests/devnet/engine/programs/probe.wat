;; Performs the operation that the first byte of the calldata selects:
;;   0            returns msg_reentrant (one byte)
;;   1 addr data  calls `addr` with `data`, returns its return data and status
;;   2            writes 7 to slot 0, flushes, reverts
;;   3            loops forever
;;   4 n          grows its memory by n pages
;;   5            writes 7 to slot 0, flushes, logs
;;   6            recurses without end inside WASM
;;   7 addr data  as 1, with a static call
;;   8            traps
(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "msg_reentrant" (func $msg_reentrant (result i32)))
  (import "vm_hooks" "call_contract" (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
  (import "vm_hooks" "static_call_contract" (func $static_call (param i32 i32 i32 i64 i32) (result i32)))
  (import "vm_hooks" "read_return_data" (func $read_return_data (param i32 i32 i32) (result i32)))
  (import "vm_hooks" "storage_cache_bytes32" (func $cache (param i32 i32)))
  (import "vm_hooks" "storage_flush_cache" (func $flush (param i32)))
  (import "vm_hooks" "emit_log" (func $emit_log (param i32 i32 i32)))
  (import "vm_hooks" "pay_for_memory_grow" (func $pay_for_memory_grow (param i32)))

  ;; 0: a zero word, 32: the word 7, 64: a length, 96: one byte, 128: return data, 16384: calldata
  (memory (export "memory") 1)
  (data (i32.const 63) "\07")

  (func $store
    (call $cache (i32.const 0) (i32.const 32))
    (call $flush (i32.const 0)))

  (func $recurse (param i32) (result i32)
    (i32.add (call $recurse (local.get 0)) (local.get 0)))

  (func $answer (param $status i32) (result i32)
    (call $write_result (i32.const 128)
      (call $read_return_data (i32.const 128) (i32.const 0) (i32.const 16000)))
    (local.get $status))

  (func (export "user_entrypoint") (param $len i32) (result i32)
    (call $read_args (i32.const 16384))
    (block $8 (block $7 (block $6 (block $5 (block $4 (block $3 (block $2 (block $1 (block $0
      (br_table $0 $1 $2 $3 $4 $5 $6 $7 $8 (i32.load8_u (i32.const 16384))))
    ;; 0
      (i32.store8 (i32.const 96) (call $msg_reentrant))
      (call $write_result (i32.const 96) (i32.const 1))
      (return (i32.const 0)))
    ;; 1
      (return (call $answer (call $call
        (i32.const 16385) (i32.const 16405) (i32.sub (local.get $len) (i32.const 21))
        (i32.const 0) (i64.const -1) (i32.const 64)))))
    ;; 2
      (call $store)
      (return (i32.const 1)))
    ;; 3
      (loop $forever (br $forever)))
    ;; 4
      (drop (memory.grow (i32.load8_u (i32.const 16385))))
      (return (i32.const 0)))
    ;; 5
      (call $store)
      (call $emit_log (i32.const 32) (i32.const 32) (i32.const 1))
      (return (i32.const 0)))
    ;; 6
      (return (call $recurse (i32.const 1))))
    ;; 7
      (return (call $answer (call $static_call
        (i32.const 16385) (i32.const 16405) (i32.sub (local.get $len) (i32.const 21))
        (i64.const -1) (i32.const 64)))))
    ;; 8
      unreachable))
