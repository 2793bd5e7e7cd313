;; Brings interleaved RGB bytes to another size in three float32 planes; see resampler.ts, which lays out the memory and owns it.
;; Rows are mixed in whole numbers (weights of 14 bits, 16 bytes at a time), columns in float32.
(module
  (memory (export "memory") 1)

  (func (export "resample")
    (param $data i32)         ;; source bytes; read up to 15 bytes and 3 rows beyond their end
    (param $rowBytes i32)
    (param $down i32)         ;; for each target row: i32 byte offset of its first source row, then $downTaps weights of int16
    (param $downTaps i32)     ;; a multiple of 4
    (param $across i32)       ;; for each target column: i32 byte offset in $row, then $acrossTaps weights of float32
    (param $acrossTaps i32)
    (param $row i32)          ;; scratch: one mixed source row of int32
    (param $levels i32)       ;; factor and offset, four float32 each
    (param $out i32)          ;; red, green, blue plane, $width x $height each
    (param $width i32)
    (param $height i32)
    (local $y i32) (local $x i32) (local $tap i32) (local $at i32) (local $to i32) (local $plane i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $end i32) (local $weights i32)
    (local $wab v128) (local $wcd v128) (local $va v128) (local $vb v128) (local $vc v128) (local $vd v128)
    (local $lab v128) (local $hab v128) (local $lcd v128) (local $hcd v128)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (local $sum v128) (local $factor v128) (local $offset v128)
    (local.set $plane (i32.shl (i32.mul (local.get $width) (local.get $height)) (i32.const 2)))
    (local.set $factor (v128.load (local.get $levels)))
    (local.set $offset (v128.load offset=16 (local.get $levels)))
    (loop $rows
      ;; one target row's source rows, four at a time
      (local.set $a (i32.add (local.get $data) (i32.load (local.get $down))))
      (local.set $down (i32.add (local.get $down) (i32.const 4)))
      (local.set $tap (i32.const 0))
      (loop $taps
        (local.set $b (i32.add (local.get $a) (local.get $rowBytes)))
        (local.set $c (i32.add (local.get $b) (local.get $rowBytes)))
        (local.set $d (i32.add (local.get $c) (local.get $rowBytes)))
        (local.set $wab (v128.load32_splat (local.get $down)))
        (local.set $wcd (v128.load32_splat offset=4 (local.get $down)))
        (local.set $down (i32.add (local.get $down) (i32.const 8)))
        (local.set $to (local.get $row))
        (local.set $end (local.get $b))
        (loop $bytes
          (local.set $va (v128.load (local.get $a)))
          (local.set $vb (v128.load (local.get $b)))
          (local.set $vc (v128.load (local.get $c)))
          (local.set $vd (v128.load (local.get $d)))
          (local.set $lab (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $va) (local.get $vb)))
          (local.set $hab (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $va) (local.get $vb)))
          (local.set $lcd (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $vc) (local.get $vd)))
          (local.set $hcd (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $vc) (local.get $vd)))
          (local.set $s0 (i32x4.add
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_u (local.get $lab)) (local.get $wab))
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_u (local.get $lcd)) (local.get $wcd))))
          (local.set $s1 (i32x4.add
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_u (local.get $lab)) (local.get $wab))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_u (local.get $lcd)) (local.get $wcd))))
          (local.set $s2 (i32x4.add
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_u (local.get $hab)) (local.get $wab))
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_u (local.get $hcd)) (local.get $wcd))))
          (local.set $s3 (i32x4.add
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_u (local.get $hab)) (local.get $wab))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_u (local.get $hcd)) (local.get $wcd))))
          (if (local.get $tap)
            (then
              (local.set $s0 (i32x4.add (local.get $s0) (v128.load (local.get $to))))
              (local.set $s1 (i32x4.add (local.get $s1) (v128.load offset=16 (local.get $to))))
              (local.set $s2 (i32x4.add (local.get $s2) (v128.load offset=32 (local.get $to))))
              (local.set $s3 (i32x4.add (local.get $s3) (v128.load offset=48 (local.get $to))))))
          (v128.store (local.get $to) (local.get $s0))
          (v128.store offset=16 (local.get $to) (local.get $s1))
          (v128.store offset=32 (local.get $to) (local.get $s2))
          (v128.store offset=48 (local.get $to) (local.get $s3))
          (local.set $to (i32.add (local.get $to) (i32.const 64)))
          (local.set $b (i32.add (local.get $b) (i32.const 16)))
          (local.set $c (i32.add (local.get $c) (i32.const 16)))
          (local.set $d (i32.add (local.get $d) (i32.const 16)))
          (br_if $bytes (i32.lt_u (local.tee $a (i32.add (local.get $a) (i32.const 16))) (local.get $end))))
        ;; the next four rows
        (local.set $a (i32.add (local.get $end) (i32.mul (local.get $rowBytes) (i32.const 3))))
        (br_if $taps (i32.lt_u (local.tee $tap (i32.add (local.get $tap) (i32.const 4))) (local.get $downTaps))))
      ;; the columns of the mixed row
      (local.set $weights (local.get $across))
      (local.set $x (i32.const 0))
      (loop $columns
        (local.set $at (i32.add (local.get $row) (i32.load (local.get $weights))))
        (local.set $weights (i32.add (local.get $weights) (i32.const 4)))
        (local.set $sum (v128.const f32x4 0 0 0 0))
        (local.set $end (i32.add (local.get $weights) (i32.shl (local.get $acrossTaps) (i32.const 2))))
        (loop $acrossLoop
          (local.set $sum (f32x4.add (local.get $sum)
            (f32x4.mul (v128.load32_splat (local.get $weights)) (f32x4.convert_i32x4_s (v128.load (local.get $at))))))
          (local.set $at (i32.add (local.get $at) (i32.const 12)))
          (br_if $acrossLoop (i32.lt_u (local.tee $weights (i32.add (local.get $weights) (i32.const 4))) (local.get $end))))
        (local.set $sum (f32x4.add (f32x4.mul (local.get $sum) (local.get $factor)) (local.get $offset)))
        (v128.store32_lane 0 (local.get $out) (local.get $sum))
        (v128.store32_lane 1 (i32.add (local.get $out) (local.get $plane)) (local.get $sum))
        (v128.store32_lane 2 (i32.add (local.get $out) (i32.shl (local.get $plane) (i32.const 1))) (local.get $sum))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (br_if $columns (i32.lt_u (local.tee $x (i32.add (local.get $x) (i32.const 1))) (local.get $width))))
      (br_if $rows (i32.lt_u (local.tee $y (i32.add (local.get $y) (i32.const 1))) (local.get $height))))))
