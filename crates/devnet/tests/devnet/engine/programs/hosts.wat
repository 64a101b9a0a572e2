;; Calls the host functions that the first byte of the calldata selects:
;;   0 k a b c    256-bit arithmetic: div, mod, pow, add_mod, mul_mod for k = 0..4
;;   1 code       deploys with create1, returns the address, then the length of the revert data
;;   2 code       the same with create2 and a salt of zero
;;   3 addr data  delegate-calls, returns the status as a byte
;;   4            writes 7 to transient slot 0, returns what it reads there
;;   5 addr       balance, code hash, code size, first four bytes of the code
;;   6            values of the message, the block and the transaction
;;   7 data       keccak-256
;;   8            writes one byte of output and exits with status 1
;;   9 addr data  calls, returns bytes 1 and 2 of the return data, and how many bytes a read beyond the end returned
(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "exit_early" (func $exit_early (param i32)))
  (import "vm_hooks" "math_div" (func $div (param i32 i32)))
  (import "vm_hooks" "math_mod" (func $mod (param i32 i32)))
  (import "vm_hooks" "math_pow" (func $pow (param i32 i32)))
  (import "vm_hooks" "math_add_mod" (func $add_mod (param i32 i32 i32)))
  (import "vm_hooks" "math_mul_mod" (func $mul_mod (param i32 i32 i32)))
  (import "vm_hooks" "create1" (func $create1 (param i32 i32 i32 i32 i32)))
  (import "vm_hooks" "create2" (func $create2 (param i32 i32 i32 i32 i32 i32)))
  (import "vm_hooks" "call_contract" (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
  (import "vm_hooks" "delegate_call_contract" (func $delegate (param i32 i32 i32 i64 i32) (result i32)))
  (import "vm_hooks" "read_return_data" (func $read_return_data (param i32 i32 i32) (result i32)))
  (import "vm_hooks" "return_data_size" (func $return_data_size (result i32)))
  (import "vm_hooks" "transient_load_bytes32" (func $tload (param i32 i32)))
  (import "vm_hooks" "transient_store_bytes32" (func $tstore (param i32 i32)))
  (import "vm_hooks" "account_balance" (func $balance (param i32 i32)))
  (import "vm_hooks" "account_codehash" (func $codehash (param i32 i32)))
  (import "vm_hooks" "account_code_size" (func $code_size (param i32) (result i32)))
  (import "vm_hooks" "account_code" (func $code (param i32 i32 i32 i32) (result i32)))
  (import "vm_hooks" "msg_sender" (func $sender (param i32)))
  (import "vm_hooks" "tx_origin" (func $origin (param i32)))
  (import "vm_hooks" "contract_address" (func $address (param i32)))
  (import "vm_hooks" "block_coinbase" (func $coinbase (param i32)))
  (import "vm_hooks" "msg_value" (func $value (param i32)))
  (import "vm_hooks" "block_basefee" (func $basefee (param i32)))
  (import "vm_hooks" "tx_gas_price" (func $gas_price (param i32)))
  (import "vm_hooks" "block_number" (func $number (result i64)))
  (import "vm_hooks" "block_timestamp" (func $timestamp (result i64)))
  (import "vm_hooks" "chainid" (func $chainid (result i64)))
  (import "vm_hooks" "block_gas_limit" (func $gas_limit (result i64)))
  (import "vm_hooks" "tx_ink_price" (func $ink_price (result i32)))
  (import "vm_hooks" "evm_gas_left" (func $gas_left (result i64)))
  (import "vm_hooks" "evm_ink_left" (func $ink_left (result i64)))
  (import "vm_hooks" "native_keccak256" (func $keccak (param i32 i32 i32)))

  ;; 0: a zero word, 32: the word 7, 64: a length, 128: output, 16384: calldata
  (memory (export "memory") 1 1)
  (data (i32.const 63) "\07")

  (func $output (param $len i32) (result i32)
    (call $write_result (i32.const 128) (local.get $len))
    (i32.const 0))

  (func $math (param $a i32) (param $b i32) (param $c i32)
    (block $4 (block $3 (block $2 (block $1 (block $0
      (br_table $0 $1 $2 $3 $4 (i32.load8_u (i32.const 16385))))
      (return (call $div (local.get $a) (local.get $b))))
      (return (call $mod (local.get $a) (local.get $b))))
      (return (call $pow (local.get $a) (local.get $b))))
      (return (call $add_mod (local.get $a) (local.get $b) (local.get $c))))
    (call $mul_mod (local.get $a) (local.get $b) (local.get $c)))

  (func (export "user_entrypoint") (param $len i32) (result i32)
    (local $rest i32) (local $call_data i32)
    (call $read_args (i32.const 16384))
    (local.set $rest (i32.sub (local.get $len) (i32.const 1)))
    (local.set $call_data (i32.sub (local.get $len) (i32.const 21)))
    (block $9 (block $8 (block $7 (block $6 (block $5 (block $4 (block $3 (block $2 (block $1 (block $0
      (br_table $0 $1 $2 $3 $4 $5 $6 $7 $8 $9 (i32.load8_u (i32.const 16384))))
    ;; 0
      (call $math (i32.const 16386) (i32.const 16418) (i32.const 16450))
      (call $write_result (i32.const 16386) (i32.const 32))
      (return (i32.const 0)))
    ;; 1
      (call $create1 (i32.const 16385) (local.get $rest) (i32.const 0) (i32.const 128) (i32.const 148))
      (return (call $output (i32.const 24))))
    ;; 2
      (call $create2 (i32.const 16385) (local.get $rest) (i32.const 0) (i32.const 0) (i32.const 128) (i32.const 148))
      (return (call $output (i32.const 24))))
    ;; 3
      (i32.store8 (i32.const 128) (call $delegate
        (i32.const 16385) (i32.const 16405) (local.get $call_data) (i64.const -1) (i32.const 64)))
      (return (call $output (i32.const 1))))
    ;; 4
      (call $tstore (i32.const 0) (i32.const 32))
      (call $tload (i32.const 0) (i32.const 128))
      (return (call $output (i32.const 32))))
    ;; 5
      (call $balance (i32.const 16385) (i32.const 128))
      (call $codehash (i32.const 16385) (i32.const 160))
      (i32.store (i32.const 192) (call $code_size (i32.const 16385)))
      (drop (call $code (i32.const 16385) (i32.const 0) (i32.const 4) (i32.const 196)))
      (return (call $output (i32.const 72))))
    ;; 6
      (call $sender (i32.const 128))
      (call $origin (i32.const 148))
      (call $address (i32.const 168))
      (call $coinbase (i32.const 188))
      (call $value (i32.const 208))
      (call $basefee (i32.const 240))
      (call $gas_price (i32.const 272))
      (i64.store (i32.const 304) (call $number))
      (i64.store (i32.const 312) (call $timestamp))
      (i64.store (i32.const 320) (call $chainid))
      (i64.store (i32.const 328) (call $gas_limit))
      (i64.store (i32.const 336) (i64.extend_i32_u (call $ink_price)))
      (i64.store (i32.const 344) (call $gas_left))
      (i64.store (i32.const 352) (call $ink_left))
      (return (call $output (i32.const 232))))
    ;; 7
      (call $keccak (i32.const 16385) (local.get $rest) (i32.const 128))
      (return (call $output (i32.const 32))))
    ;; 8
      (drop (call $output (i32.const 1)))
      (call $exit_early (i32.const 1))
      unreachable)
    ;; 9
      (drop (call $call (i32.const 16385) (i32.const 16405) (local.get $call_data)
        (i32.const 0) (i64.const -1) (i32.const 64)))
      (drop (call $read_return_data (i32.const 128) (i32.const 1) (i32.const 2)))
      (i32.store8 (i32.const 130)
        (call $read_return_data (i32.const 200) (call $return_data_size) (i32.const 5)))
      (call $output (i32.const 3))))
