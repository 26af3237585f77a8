/* The innermost loops of checking, compiled: n-gram look-ups around candidates, trees, and letters changed.

   Each function gives the bits that the numpy function named above it gives; tests hold the two side by side.
   Knows nothing of Python: arrays come as pointers with their lengths, and nothing is kept or allocated here.
   Numbers that could lead outside of an array are checked, for models come from strangers.
   Compile without contraction of floating-point operations (-ffp-contract=off). */

#include <float.h>
#include <stdint.h>

#if FLT_EVAL_METHOD != 0
#error "this machine computes with more digits than it is asked for: sums would be others than numpy's"
#endif
#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "models hold little-endian numbers, which are read in place here"
#endif

#if defined(_WIN32)
#define PUBLIC __declspec(dllexport)
#elif defined(__GNUC__)
#define PUBLIC __attribute__((visibility("default")))
#else
#define PUBLIC
#endif

#if defined(__GNUC__)
#define PREFETCH(address) __builtin_prefetch(address)
#define READ(address) __atomic_load_n(address, __ATOMIC_RELAXED)
#define WRITE(address, value) __atomic_store_n(address, value, __ATOMIC_RELAXED)
#else
#error "this compiler has no atomic reads and writes that native.c knows"
#endif

#define VERSION 1 /* raised whenever a function or a struct changes; native.py loads no other */

PUBLIC int32_t commonhold_version(void) { return VERSION; }

/* ---- train/table.py, Table.look_up ---- */

typedef struct {
    const uint16_t *slots;
    uint64_t segments; /* two fewer than there are; 0: an empty table */
    uint64_t seed;
    uint64_t segment_bits;
    uint64_t *memory; /* (1 << MEMORY_BITS): see below */
} Table;

#define LEVEL_BITS 6
#define MOST_LEVEL 63
#define MIX_ONE 0xFF51AFD7ED558CCDULL
#define MIX_TWO 0xC4CEB9FE1A85EC53ULL

typedef struct {
    uint64_t first, second, third;
    uint16_t mark;
} Places;

static inline Places places_of(const Table *table, uint64_t hash) {
    uint64_t mixed = (hash ^ table->seed) * MIX_ONE;
    mixed ^= mixed >> 33;
    mixed *= MIX_TWO;
    mixed ^= mixed >> 29;
    uint64_t size = 1ULL << table->segment_bits, mask = size - 1;
    uint64_t start = (((mixed >> 32) * table->segments) >> 32) << table->segment_bits;
    uint64_t swapped = mixed * MIX_ONE;
    Places found;
    found.first = start + (mixed & mask);
    found.second = start + size + ((mixed >> 18) & mask);
    found.third = start + size + size + ((swapped >> 40) & mask);
    found.mark = (uint16_t)((swapped >> 8) << LEVEL_BITS);
    return found;
}

static inline uint8_t level_at(const Table *table, Places at) {
    uint16_t value = table->slots[at.first] ^ table->slots[at.second] ^ table->slots[at.third] ^ at.mark;
    return value >> LEVEL_BITS ? 0 : (uint8_t)(value & MOST_LEVEL);
}

static inline uint8_t level_of(const Table *table, uint64_t hash) {
    return table->segments ? level_at(table, places_of(table, hash)) : 0;
}

/* Levels looked up before are remembered, one for all hashes that end in the same bits: what is at hand is three times
   as near as what lies anywhere in a table. An entry holds the other bits of its hash and the level. Several threads
   may share a memory, for an entry is read and written whole. */
#define MEMORY_BITS 14
#define AWAITED 255

static inline uint64_t *entry_of(const Table *table, uint64_t hash) {
    return table->memory + (hash & ((1ULL << MEMORY_BITS) - 1));
}

/* Returns a level that is remembered, or AWAITED: its slots are on their way. */
static inline uint8_t asked_for(const Table *table, uint64_t hash) {
    uint64_t entry = READ(entry_of(table, hash));
    if (entry >> LEVEL_BITS == hash >> LEVEL_BITS && entry >> LEVEL_BITS) return entry & MOST_LEVEL;
    if (!table->segments) return 0;
    Places at = places_of(table, hash);
    PREFETCH(table->slots + at.first), PREFETCH(table->slots + at.second), PREFETCH(table->slots + at.third);
    return AWAITED;
}

static inline uint8_t received(const Table *table, uint64_t hash) {
    uint8_t level = level_of(table, hash);
    WRITE(entry_of(table, hash), hash >> LEVEL_BITS << LEVEL_BITS | level);
    return level;
}

/* ---- train/tokens.py, extend ---- */

static inline uint64_t extend(uint64_t gram, uint64_t last) {
    uint64_t mixed = (gram ^ (gram >> 29)) * 0xBF58476D1CE4E5B9ULL + last * 0x9E3779B97F4A7C15ULL;
    return mixed ^ (mixed >> 29);
}

/* ---- train/evidence.py, fits ---- */

#define BEFORE 3
#define AFTER 3
#define MOST_WIDTH 2
#define COLUMNS (BEFORE + MOST_WIDTH + AFTER)

typedef struct {
    Table tables[3];         /* of orders 2, 3, 4 */
    const uint64_t *hashes;  /* of words by id */
    const uint8_t *levels;   /* of words by id */
    int64_t words;
    const float *alone;      /* (256): score of a word by its level, when nothing longer is known */
    const float *fallen;     /* (3, 256): score for orders 2, 3, 4 by how far the level falls from the context's */
} Evidence;

typedef struct {
    const uint64_t *row;
    const uint8_t *levels;
    int64_t length;
    const int64_t *place;
    int64_t tokens;
} Reading;

typedef struct {
    const int64_t *at;
    const uint8_t *removed;
    const int32_t *first, *second;
    int64_t many;
} Candidates;

typedef struct {
    float *left, *right;
    uint8_t *most, *least; /* (many, 3) */
} Fit;

/* The words around a change, and what the n-grams on either side of it say: the same for all candidates there. */
typedef struct {
    uint64_t hash[BEFORE + AFTER];
    uint64_t pair[2], triple; /* of the words before: (0 1), (1 2), (0 1 2) */
    uint8_t level[BEFORE + AFTER];
    uint8_t pair_level[2], triple_level, pair_behind[2], triple_behind;
} Context;

static void look_around(const Evidence *evidence, Context *context) {
    const uint64_t *hash = context->hash;
    const uint8_t *level = context->level;
    const Table *pairs = &evidence->tables[0], *triples = &evidence->tables[1];
    for (int at = 0; at < 2; at++) {
        context->pair[at] = extend(hash[at], hash[at + 1]);
        context->pair_level[at] = level[at] && level[at + 1] ? level_of(pairs, context->pair[at]) : 0;
        int behind = BEFORE + at, known = level[behind] && level[behind + 1];
        context->pair_behind[at] = known ? level_of(pairs, extend(hash[behind], hash[behind + 1])) : 0;
    }
    context->triple = extend(context->pair[0], hash[2]);
    int known = context->pair_level[0] && context->pair_level[1];
    context->triple_level = known ? level_of(triples, context->triple) : 0;
    known = context->pair_behind[0] && context->pair_behind[1];
    uint64_t triple = extend(extend(hash[BEFORE], hash[BEFORE + 1]), hash[BEFORE + 2]);
    context->triple_behind = known ? level_of(triples, triple) : 0;
}

/* A context with `width` words in it: hashes of its n-grams by where they begin, and levels found[order - 1]. */
typedef struct {
    uint64_t hash[COLUMNS], pair[COLUMNS], triple[COLUMNS];
    uint8_t found[4][COLUMNS];
    int width;
} Window;

/* Windows are read many at once, order by order: while one waits for its slots, those of the others are on their way. */
static void open_window(const Evidence *evidence, const Context *context, const uint64_t *hash, const uint8_t *level,
                        int width, Window *window) {
    window->width = width;
    for (int at = 0; at < BEFORE; at++) {
        window->hash[at] = context->hash[at], window->found[0][at] = context->level[at];
        window->hash[BEFORE + width + at] = context->hash[BEFORE + at];
        window->found[0][BEFORE + width + at] = context->level[BEFORE + at];
    }
    for (int at = 0; at < width; at++)
        window->hash[BEFORE + at] = hash[at], window->found[0][BEFORE + at] = level[at];
    window->pair[0] = context->pair[0], window->pair[1] = context->pair[1], window->triple[0] = context->triple;
    window->found[1][0] = context->pair_level[0], window->found[1][1] = context->pair_level[1];
    window->found[1][BEFORE + width] = context->pair_behind[0];
    window->found[1][BEFORE + width + 1] = context->pair_behind[1];
    window->found[2][0] = context->triple_level, window->found[2][BEFORE + width] = context->triple_behind;
    for (int at = 2; at < BEFORE + width; at++) {
        window->pair[at] = extend(window->hash[at], window->hash[at + 1]);
        int known = window->found[0][at] && window->found[0][at + 1];
        window->found[1][at] = known ? asked_for(&evidence->tables[0], window->pair[at]) : 0;
    }
}

static void receive_pairs(const Evidence *evidence, Window *window) {
    uint8_t *pairs = window->found[1], *triples = window->found[2];
    for (int at = 2; at < BEFORE + window->width; at++)
        if (pairs[at] == AWAITED) pairs[at] = received(&evidence->tables[0], window->pair[at]);
    for (int at = 1; at < BEFORE + window->width; at++) {
        triples[at] = 0;
        if (!pairs[at] || !pairs[at + 1]) continue;
        window->triple[at] = extend(window->pair[at], window->hash[at + 2]);
        triples[at] = asked_for(&evidence->tables[1], window->triple[at]);
    }
}

static void receive_triples(const Evidence *evidence, Window *window) {
    uint8_t *triples = window->found[2], *longest = window->found[3];
    for (int at = 1; at < BEFORE + window->width; at++)
        if (triples[at] == AWAITED) triples[at] = received(&evidence->tables[1], window->triple[at]);
    for (int at = 0; at < BEFORE + window->width; at++) {
        longest[at] = 0;
        if (triples[at] && triples[at + 1])
            longest[at] = asked_for(&evidence->tables[2], extend(window->triple[at], window->hash[at + 3]));
    }
}

static void receive_longest(const Evidence *evidence, Window *window) {
    uint8_t *longest = window->found[3];
    for (int at = 0; at < BEFORE + window->width; at++)
        if (longest[at] == AWAITED)
            longest[at] = received(&evidence->tables[2], extend(window->triple[at], window->hash[at + 3]));
}

static void score(const Evidence *evidence, const Window *window, const Fit *fit, int64_t one) {
    float sums[2] = {0, 0};
    for (int at = BEFORE; at < BEFORE + window->width + AFTER; at++) {
        if (!window->hash[at]) continue;
        float found = evidence->alone[window->found[0][at]];
        for (int order = 4; order > 1; order--) {
            uint8_t whole = window->found[order - 1][at - order + 1];
            if (whole) {
                uint8_t context = window->found[order - 2][at - order + 1];
                found = evidence->fallen[256 * (order - 2) + (context > whole ? context - whole : 0)];
                break;
            }
        }
        sums[at >= BEFORE + window->width] += found;
    }
    fit->left[one] = sums[0], fit->right[one] = sums[1];
    for (int order = 2; order <= 4; order++) {
        uint8_t high = 0, low = 255;
        for (int at = BEFORE - order + 1; at < BEFORE + window->width; at++) {
            uint8_t level = window->found[order - 1][at];
            high = level > high ? level : high, low = level < low ? level : low;
        }
        fit->most[3 * one + order - 2] = high, fit->least[3 * one + order - 2] = low;
    }
}

static void copy_fit(const Fit *fit, int64_t from, int64_t to) {
    fit->left[to] = fit->left[from], fit->right[to] = fit->right[from];
    for (int order = 0; order < 3; order++) {
        fit->most[3 * to + order] = fit->most[3 * from + order];
        fit->least[3 * to + order] = fit->least[3 * from + order];
    }
}

#define AT_ONCE 32

/* Returns 0, or -1 where a candidate lies outside of the reading or names a word that is not there. */
PUBLIC int32_t commonhold_fits(const Evidence *evidence, const Reading *reading, const Candidates *chosen,
                               const Fit *before, const Fit *after) {
    Window windows[2 * AT_ONCE]; /* what stands there now comes before what could */
    struct {
        const Fit *fit;
        int64_t one;
    } owners[2 * AT_ONCE];
    Context context;
    int64_t at = -1;
    int removed = -1;
    for (int64_t start = 0; start < chosen->many; start += AT_ONCE) {
        int64_t end = chosen->many - start < AT_ONCE ? chosen->many : start + AT_ONCE;
        int many = 0;
        for (int64_t one = start; one < end; one++) {
            if (chosen->at[one] != at || chosen->removed[one] != removed) {
                at = chosen->at[one], removed = chosen->removed[one];
                if (at < 0 || at >= reading->tokens || removed > MOST_WIDTH) return -1;
                int64_t place = reading->place[at];
                if (place < BEFORE || place > reading->length - removed - AFTER) return -1;
                for (int column = 0; column < BEFORE + AFTER; column++) {
                    int64_t from = place - BEFORE + column + (column < BEFORE ? 0 : removed);
                    context.hash[column] = reading->row[from], context.level[column] = reading->levels[from];
                }
                look_around(evidence, &context);
                open_window(evidence, &context, reading->row + place, reading->levels + place, removed, &windows[many]);
                owners[many].fit = before, owners[many++].one = one;
            }
            uint64_t hash[MOST_WIDTH];
            uint8_t level[MOST_WIDTH];
            int64_t ids[MOST_WIDTH] = {chosen->first[one], chosen->second[one]};
            int width = (ids[0] >= 0) + (ids[1] >= 0);
            for (int word = 0; word < width; word++) {
                if (ids[word] < 0 || ids[word] >= evidence->words) return -1;
                hash[word] = evidence->hashes[ids[word]], level[word] = evidence->levels[ids[word]];
            }
            open_window(evidence, &context, hash, level, width, &windows[many]);
            owners[many].fit = after, owners[many++].one = one;
        }
        for (int window = 0; window < many; window++) receive_pairs(evidence, &windows[window]);
        for (int window = 0; window < many; window++) receive_triples(evidence, &windows[window]);
        for (int window = 0; window < many; window++) receive_longest(evidence, &windows[window]);
        for (int window = 0; window < many; window++)
            score(evidence, &windows[window], owners[window].fit, owners[window].one);
        for (int64_t one = start; one < end; one++) {
            int is_same = one && chosen->at[one] == chosen->at[one - 1] && chosen->removed[one] == chosen->removed[one - 1];
            if (is_same) copy_fit(before, one - 1, one);
        }
    }
    return 0;
}

/* ---- train/ranker.py, Ranker.sums ---- */

typedef struct {
    float threshold; /* at most goes to next[0]; rounded down, so that it parts floats as the double does */
    float value;
    int16_t feature; /* leaves look at column 0 and lead to themselves */
    int16_t next[2];
    int16_t unused;
} Node;

#define ROWS_AT_ONCE 16

/* Adds what trees `first` to `last` say of each row to `sums`, tree by tree. */
PUBLIC void commonhold_sums(const Node *nodes, int64_t nodes_each, int64_t first, int64_t last, int64_t depth,
                            const float *rows, int64_t many, int64_t columns, double *sums) {
    for (int64_t start = 0; start < many; start += ROWS_AT_ONCE) {
        int here = many - start < ROWS_AT_ONCE ? (int)(many - start) : ROWS_AT_ONCE;
        double total[ROWS_AT_ONCE] = {0};
        for (int64_t tree = first; tree < last; tree++) {
            const Node *root = nodes + tree * nodes_each;
            int32_t at[ROWS_AT_ONCE] = {0};
            for (int64_t step = 0; step < depth; step++)
                for (int row = 0; row < here; row++) {
                    const Node *node = root + at[row];
                    at[row] = node->next[!(rows[(start + row) * columns + node->feature] <= node->threshold)];
                }
            for (int row = 0; row < here; row++) total[row] += root[at[row]].value;
        }
        for (int row = 0; row < here; row++) sums[start + row] = total[row];
    }
}

/* ---- train/letters.py, plain_search ---- */

#define LONGEST 43 /* letters of the longest word that is looked at */

typedef struct {
    const uint8_t *blob;   /* UTF-8 of all words, one after the other */
    const uint32_t *ends;  /* by id */
    const uint8_t *levels; /* by id */
    const uint32_t *order; /* ids, by length and then by id */
    const uint64_t *masks; /* in that order */
    const int64_t *starts; /* (LONGEST + 2): where the words of a length begin in that order */
    int64_t blob_size;
} Words;

typedef struct {
    const uint32_t *letters;
    int length;
    uint64_t places[128]; /* of each ASCII letter, as bits */
} Asked;

static inline uint64_t places_in(const Asked *asked, uint32_t letter) {
    if (letter < 128) return asked->places[letter];
    uint64_t places = 0;
    for (int at = 0; at < asked->length; at++) places |= (uint64_t)(asked->letters[at] == letter) << at;
    return places;
}

/* Returns the letters changed from one word to another (optimal string alignment), or anything above `most`: Hyyro
   2003, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances", a column of the matrix a step.
   What is no UTF-8 is read as some letters, never beyond `end`. */
static inline int distance(const Asked *asked, const uint8_t *from, const uint8_t *end, int columns, int most) {
    uint64_t rises = ~0ULL, falls = 0, same = 0, last_places = 0, bottom = 1ULL << (asked->length - 1);
    int far = asked->length;
    for (int column = 1; column <= columns && from < end; column++) {
        uint32_t letter = *from++;
        if (letter >= 0x80) {
            int more = letter >= 0xF0 ? 3 : letter >= 0xE0 ? 2 : 1;
            letter &= 0x3Fu >> more;
            while (more-- && from < end) letter = letter << 6 | (*from++ & 0x3Fu);
        }
        uint64_t places = places_in(asked, letter);
        uint64_t swapped = ((~same & places) << 1) & last_places;
        same = (((places & rises) + rises) ^ rises) | places | falls | swapped;
        uint64_t right_rises = falls | ~(same | rises), right_falls = same & rises;
        far += (right_rises & bottom) != 0;
        far -= (right_falls & bottom) != 0;
        if (far - (columns - column) > most) return most + 1;
        right_rises = right_rises << 1 | 1, right_falls <<= 1;
        rises = right_falls | ~(same | right_rises);
        falls = right_rises & same;
        last_places = places;
    }
    return from < end ? most + 1 : far;
}

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#define BITS(mask) __builtin_popcountll(mask)
#else
#define INLINE static inline
static int BITS(uint64_t mask) {
    int many = 0;
    for (; mask; mask &= mask - 1) many++;
    return many;
}
#endif

INLINE int64_t near_words(const Words *words, const Asked *asked, uint64_t mask, int most, int least_level,
                          uint32_t *ids, uint8_t *distances, int64_t room) {
    int shortest = asked->length > most ? asked->length - most : 1;
    int longest = asked->length + most < LONGEST ? asked->length + most : LONGEST;
    int64_t many = 0;
    for (int length = shortest; length <= longest; length++) {
        int apart = 2 * most - (length > asked->length ? length - asked->length : asked->length - length);
        for (int64_t at = words->starts[length]; at < words->starts[length + 1]; at++) {
            if (BITS(mask ^ words->masks[at]) > apart) continue;
            uint32_t id = words->order[at];
            if (words->levels[id] < least_level) continue;
            int64_t start = id ? words->ends[id - 1] : 0, end = words->ends[id];
            if (start > end || end > words->blob_size) continue;
            int far = distance(asked, words->blob + start, words->blob + end, length, most);
            if (far > most) continue;
            if (many < room) ids[many] = id, distances[many] = (uint8_t)far;
            many++;
        }
    }
    return many;
}

#if defined(__GNUC__) && defined(__x86_64__) && !defined(__POPCNT__)
/* Not every 64-bit x86 counts bits in one step. */
__attribute__((target("popcnt"))) static int64_t near_words_counted(const Words *words, const Asked *asked,
                                                                    uint64_t mask, int most, int least_level,
                                                                    uint32_t *ids, uint8_t *distances, int64_t room) {
    return near_words(words, asked, mask, most, least_level, ids, distances, room);
}
#define COUNTED __builtin_cpu_supports("popcnt")
#else
#define COUNTED 0
#define near_words_counted near_words
#endif

/* Writes ids and distances of all words at most `most` letters from one and of at least that level, shorter words
   first, and returns how many there are; only the first `room` are written. */
PUBLIC int64_t commonhold_near(const Words *words, const uint32_t *letters, int64_t length, uint64_t mask, int64_t most,
                               int64_t least_level, uint32_t *ids, uint8_t *distances, int64_t room) {
    if (length < 1 || length > LONGEST || most < 0 || most > 3) return 0;
    int least = least_level > 256 ? 256 : (int)least_level;
    Asked asked = {letters, (int)length, {0}};
    for (int at = 0; at < asked.length; at++)
        if (letters[at] < 128) asked.places[letters[at]] |= 1ULL << at;
    return COUNTED ? near_words_counted(words, &asked, mask, (int)most, least, ids, distances, room)
                   : near_words(words, &asked, mask, (int)most, least, ids, distances, room);
}
