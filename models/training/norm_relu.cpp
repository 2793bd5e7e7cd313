#include <immintrin.h>
#include <torch/extension.h>

// Batch norm and ReLU in one, forward and backward, over bf16 features laid out channels last: x[rows][channels], channels a
// multiple of 16. Built and explained by norm_relu.py. Needs AVX-512 with BF16.

namespace {

using at::BFloat16;
constexpr int64_t LANES = 16;
constexpr int64_t GROUPS = 4;  // vectors of 16 channels handled together: their sums stay in registers
constexpr int64_t BLOCK = 512; // rows summed in float before they are added in double

inline __m512 load(const BFloat16 *p) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)p)), 16));
}

inline void store(BFloat16 *p, __m512 v) { _mm256_storeu_si256((__m256i *)p, (__m256i)_mm512_cvtneps_pbh(v)); }

template <typename F> void by_groups(int64_t channels, F &&run) {
  int64_t c = 0;
  for (; c + GROUPS * LANES <= channels; c += GROUPS * LANES) run(c, std::integral_constant<int, GROUPS>{});
  for (; c + 2 * LANES <= channels; c += 2 * LANES) run(c, std::integral_constant<int, 2>{});
  for (; c < channels; c += LANES) run(c, std::integral_constant<int, 1>{});
}

inline void add_double(double *to, __m512 v) {
  alignas(64) float out[LANES];
  _mm512_store_ps(out, v);
  for (int i = 0; i < LANES; i++) to[i] += out[i];
}

} // namespace

std::vector<at::Tensor> forward(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias, at::Tensor running_mean,
                                at::Tensor running_var, double momentum, double eps) {
  const int64_t channels = x.size(1), rows = x.numel() / channels;
  auto y = at::empty_like(x);
  auto mean = at::empty({channels}, weight.options()), scale = at::empty_like(mean), shift = at::empty_like(mean), inv = at::empty_like(mean);
  const auto *in = (const BFloat16 *)x.data_ptr();
  auto *out = (BFloat16 *)y.data_ptr();
  std::vector<double> sum(channels, 0.0), squares(channels, 0.0);
  for (int64_t start = 0; start < rows; start += BLOCK) {
    const int64_t end = std::min(start + BLOCK, rows);
    by_groups(channels, [&](int64_t c, auto groups) {
      constexpr int G = decltype(groups)::value;
      __m512 s[G], q[G];
      for (int g = 0; g < G; g++) s[g] = q[g] = _mm512_setzero_ps();
      for (int64_t r = start; r < end; r++)
        for (int g = 0; g < G; g++) {
          const __m512 v = load(in + r * channels + c + g * LANES);
          s[g] = _mm512_add_ps(s[g], v);
          q[g] = _mm512_fmadd_ps(v, v, q[g]);
        }
      for (int g = 0; g < G; g++) add_double(&sum[c + g * LANES], s[g]), add_double(&squares[c + g * LANES], q[g]);
    });
  }
  const float *w = weight.data_ptr<float>(), *b = bias.data_ptr<float>();
  float *m = mean.data_ptr<float>(), *a = scale.data_ptr<float>(), *d = shift.data_ptr<float>(), *iv = inv.data_ptr<float>();
  float *rm = running_mean.data_ptr<float>(), *rv = running_var.data_ptr<float>();
  for (int64_t c = 0; c < channels; c++) {
    const double mu = sum[c] / rows, var = std::max(squares[c] / rows - mu * mu, 0.0);
    m[c] = mu;
    iv[c] = 1.0 / std::sqrt(var + eps);
    a[c] = w[c] * iv[c];
    d[c] = b[c] - mu * a[c];
    rm[c] += momentum * (mu - rm[c]);
    rv[c] += momentum * (var * rows / std::max<int64_t>(rows - 1, 1) - rv[c]);
  }
  by_groups(channels, [&](int64_t c, auto groups) {
    constexpr int G = decltype(groups)::value;
    __m512 va[G], vd[G];
    for (int g = 0; g < G; g++) va[g] = _mm512_loadu_ps(a + c + g * LANES), vd[g] = _mm512_loadu_ps(d + c + g * LANES);
    for (int64_t r = 0; r < rows; r++)
      for (int g = 0; g < G; g++) {
        const int64_t at = r * channels + c + g * LANES;
        store(out + at, _mm512_max_ps(_mm512_fmadd_ps(load(in + at), va[g], vd[g]), _mm512_setzero_ps()));
      }
  });
  return {y, mean, inv, scale, shift};
}

// `grad` may be a slice of the channels of a wider tensor: its rows then lie further apart.
std::vector<at::Tensor> backward(const at::Tensor &x, const at::Tensor &grad, const at::Tensor &mean, const at::Tensor &inv,
                                 const at::Tensor &scale, const at::Tensor &shift) {
  const int64_t channels = x.size(1), rows = x.numel() / channels, grad_step = grad.stride(3);
  auto dx = at::empty_like(x);
  auto dweight = at::empty_like(mean), dbias = at::empty_like(mean);
  const auto *in = (const BFloat16 *)x.data_ptr(), *go = (const BFloat16 *)grad.data_ptr();
  auto *out = (BFloat16 *)dx.data_ptr();
  const float *m = mean.data_ptr<float>(), *iv = inv.data_ptr<float>(), *a = scale.data_ptr<float>(), *d = shift.data_ptr<float>();
  std::vector<double> sum(channels, 0.0), dots(channels, 0.0);
  const __m512 zero = _mm512_setzero_ps();
  for (int64_t start = 0; start < rows; start += BLOCK) {
    const int64_t end = std::min(start + BLOCK, rows);
    by_groups(channels, [&](int64_t c, auto groups) {
      constexpr int G = decltype(groups)::value;
      __m512 va[G], vd[G], s[G], q[G];
      for (int g = 0; g < G; g++) {
        va[g] = _mm512_loadu_ps(a + c + g * LANES), vd[g] = _mm512_loadu_ps(d + c + g * LANES);
        s[g] = q[g] = zero;
      }
      for (int64_t r = start; r < end; r++)
        for (int g = 0; g < G; g++) {
          const int64_t at = r * channels + c + g * LANES;
          const __m512 v = load(in + at);
          const auto open = _mm512_cmp_ps_mask(_mm512_fmadd_ps(v, va[g], vd[g]), zero, _CMP_GT_OQ);
          const __m512 dy = _mm512_maskz_mov_ps(open, load(go + r * grad_step + c + g * LANES));
          s[g] = _mm512_add_ps(s[g], dy);
          q[g] = _mm512_fmadd_ps(dy, v, q[g]);
        }
      for (int g = 0; g < G; g++) add_double(&sum[c + g * LANES], s[g]), add_double(&dots[c + g * LANES], q[g]);
    });
  }
  // dx = scale * (dy - sum/rows - xhat * dweight/rows), written as scale*dy + k1*x + k0
  std::vector<float> k1(channels), k0(channels);
  float *dw = dweight.data_ptr<float>(), *db = dbias.data_ptr<float>();
  for (int64_t c = 0; c < channels; c++) {
    dw[c] = (dots[c] - sum[c] * m[c]) * iv[c];
    db[c] = sum[c];
    k1[c] = -a[c] * iv[c] * dw[c] / rows;
    k0[c] = -a[c] * sum[c] / rows - k1[c] * m[c];
  }
  by_groups(channels, [&](int64_t c, auto groups) {
    constexpr int G = decltype(groups)::value;
    __m512 va[G], vd[G], v1[G], v0[G];
    for (int g = 0; g < G; g++) {
      va[g] = _mm512_loadu_ps(a + c + g * LANES), vd[g] = _mm512_loadu_ps(d + c + g * LANES);
      v1[g] = _mm512_loadu_ps(&k1[c + g * LANES]), v0[g] = _mm512_loadu_ps(&k0[c + g * LANES]);
    }
    for (int64_t r = 0; r < rows; r++)
      for (int g = 0; g < G; g++) {
        const int64_t at = r * channels + c + g * LANES;
        const __m512 v = load(in + at);
        const auto open = _mm512_cmp_ps_mask(_mm512_fmadd_ps(v, va[g], vd[g]), zero, _CMP_GT_OQ);
        const __m512 dy = _mm512_maskz_mov_ps(open, load(go + r * grad_step + c + g * LANES));
        store(out + at, _mm512_fmadd_ps(dy, va[g], _mm512_fmadd_ps(v, v1[g], v0[g])));
      }
  });
  return {dx, dweight, dbias};
}

PYBIND11_MODULE(TORCH_EXTENSION_NAME, module) {
  module.def("forward", &forward);
  module.def("backward", &backward);
}
