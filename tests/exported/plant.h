/* A model that motet has learnt. The target is
 *
 * regime 0: -1.679 + 2.066 speed - 2.482 load - 2.017 x2 + 2.362 x3 - 0.9119 x4, +- 0.25
 * regime 1: 7.614 + 1.828 speed - 2.62 load + 0.5846 x2 + 1.783 x3 - 1.637 x4, +- 0.35
 * regime 2: 8.147 - 1.393 speed - 0.3875 load + 0.9914 x2 + 1.869 x3 - 0.09372 x4, +- 0.45
 * regime 0 rather than 1 where 0.5154 speed - 1.115 load + 1.006 x2 - 3.015 x3 + 3.647 x4 > 3.844
 * regime 0 rather than 2 where -1.26 speed + 0.09224 load + 1.401 x2 - 2.289 x3 + 1.315 x4 > -0.431
 * regime 1 rather than 2 where -1.775 speed + 1.208 load + 0.3945 x2 + 0.726 x3 - 2.333 x4 > -4.275
 */
#ifndef MOTET_EXPORTED_plant
#define MOTET_EXPORTED_plant

#ifndef MOTET_EXPORTED
#define MOTET_EXPORTED
#include <math.h>
#include <string.h>
/* a b + c, rounded once. Without an instruction for it: in double, the last bit kept odd where the sum is not exact. */
static inline float motet_fma(float a, float b, float c) {
#ifdef __FP_FAST_FMAF
  return fmaf(a, b, c);
#else
  const double p = (double)a * (double)b, s = p + (double)c, t = s - p, e = (p - (s - t)) + ((double)c - t);
  unsigned long long bits;
  double odd;
  memcpy(&bits, &s, sizeof bits);
  if (e < 0.0 || e > 0.0) {
    if ((e > 0.0) != (s > 0.0) && bits % 2 == 0) --bits;
    bits |= 1;
  }
  memcpy(&odd, &bits, sizeof odd);
  return (float)odd;
#endif
}
/* e^x for -87.33 <= x <= 0 */
static inline float motet_exp(float x) {
  const float rounded = motet_fma(x, 1.44269504f, 12582912.0f), n = rounded - 12582912.0f;
  const float r = motet_fma(n, -1.42860682030941723e-6f, motet_fma(n, -0.693145751953125f, x));
  float p = motet_fma(0.0013814321503387813f, r, 0.008368851064209785f);
  unsigned bits, shift;
  p = motet_fma(motet_fma(motet_fma(p, r, 0.04166840106845909f), r, 0.1666651952412983f), r, 0.4999999337313627f);
  p = motet_fma(p * r, r, r) + 1.0f;
  memcpy(&bits, &p, sizeof bits);
  memcpy(&shift, &rounded, sizeof shift);
  bits += shift << 23;
  memcpy(&p, &bits, sizeof p);
  return p;
}
/* offset + a'(x - centre) */
static inline float motet_row(int dim, const float* x, const float* centre, const float* a, float offset) {
  float sum[4] = {0.0f, 0.0f, 0.0f, 0.0f};
  for (int j = 0; j < dim; ++j) sum[j % 4] = motet_fma(x[j] - centre[j], a[j], sum[j % 4]);
  return offset + ((sum[0] + sum[2]) + (sum[1] + sum[3]));
}
#endif

enum { plant_dim = 5, plant_regimes = 3 };
static const float plant_centre[5] = {1.322355f, 2.065111f, -2.7724798f, -1.6504127f, 0.28266034f};
static const float plant_slope[3][5] = {
    {2.0664964f, -2.4819736f, -2.0174828f, 2.3621078f, -0.91193336f},
    {1.82802f, -2.6202707f, 0.58459765f, 1.78331f, -1.637197f},
    {-1.393042f, -0.38754866f, 0.9913883f, 1.868708f, -0.09372033f},
};
static const float plant_value[3] = {-0.10711733f, 2.1212687f, 2.1731243f};
static const float plant_gate_slope[3][5] = {
    {-1.259617f, 0.09223667f, 1.400624f, -2.2890263f, 1.3146397f},
    {-1.7750143f, 1.207635f, 0.39451668f, 0.7259783f, -2.3326647f},
    {0.0f, 0.0f, 0.0f, 0.0f, 0.0f},
};
static const float plant_gate_value[3] = {-0.777976f, 1.4705117f, 0.0f};
static const float plant_sigma[3] = {0.25f, 0.35f, 0.45f};
static const float plant_target = -2.5275037f;

/* Mean, variance and the most likely regime at x. Returns 0 where they are not finite, and writes nothing then. */
static inline int plant_predict(const float x[plant_dim], float* mean, float* variance, int* regime) {
  float value[plant_regimes], share[plant_regimes], sum = 0.0f, m = 0.0f, v = 0.0f, spoilt = 0.0f;
  int at = 0;
  for (int i = 0; i < plant_regimes; ++i) {
    value[i] = motet_row(plant_dim, x, plant_centre, plant_slope[i], plant_value[i]);
    share[i] = motet_row(plant_dim, x, plant_centre, plant_gate_slope[i], plant_gate_value[i]);
    spoilt = motet_fma(0.0f, value[i], motet_fma(0.0f, share[i], spoilt));
    if (share[i] > share[at]) at = i;
  }
  const float largest = share[at];
  for (int i = 0; i < plant_regimes; ++i) {
    share[i] = i == at ? 1.0f : share[i] - largest >= -87.33f ? motet_exp(share[i] - largest) : 0.0f;
    sum += share[i];
  }
  const float scale = 1.0f / sum;
  for (int i = 0; i < plant_regimes; ++i) {
    share[i] *= scale;
    m = motet_fma(share[i], value[i], m);
  }
  for (int i = 0; i < plant_regimes; ++i) {
    const float off = value[i] - m;
    v = motet_fma(share[i], motet_fma(off, off, plant_sigma[i] * plant_sigma[i]), v);
  }
  m += plant_target;
  spoilt = motet_fma(0.0f, m, v + spoilt);
  if (spoilt - spoilt != 0.0f) return 0;
  *mean = m;
  *variance = v;
  *regime = at;
  return 1;
}

#endif
