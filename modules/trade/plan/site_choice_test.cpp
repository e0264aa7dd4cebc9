#include "modules/trade/plan/site_choice.h"

#include <gmock/gmock.h>

#include <cmath>

namespace shanhai::trade::plan {
namespace {

// Sites and outlets on a line, so that every choice can be tried.
SiteQuestion on_a_line(unsigned seed, std::size_t sites, std::size_t outlets, double capacity) {
    SiteQuestion out;
    const auto next = [&seed] {
        seed = seed * 1103515245U + 12345U;
        return static_cast<double>((seed >> 16U) % 100);
    };
    std::vector<double> at;
    for (std::size_t site = 0; site < sites; ++site) {
        at.push_back(next());
        out.capacity.push_back(capacity);
        out.opening.push_back(40 + next());
    }
    for (std::size_t outlet = 0; outlet < outlets; ++outlet) {
        const double here = next();
        out.demand.push_back(1 + std::floor(next() / 10));
        std::vector<double> serving;
        for (const double there : at) serving.push_back(std::abs(here - there));
        out.serving.push_back(serving);
    }
    return out;
}

double by_trying_all(const SiteQuestion& question) {
    double best = INFINITY;
    std::vector<std::size_t> site_of(question.outlets(), 0);
    for (;;) {
        auto left = question.capacity;
        std::vector<bool> open(question.sites(), false);
        double cost = 0;
        bool fits = true;
        for (std::size_t outlet = 0; outlet < question.outlets(); ++outlet) {
            left[site_of[outlet]] -= question.demand[outlet];
            fits = fits && left[site_of[outlet]] >= 0;
            cost += question.serving[outlet][site_of[outlet]];
            open[site_of[outlet]] = true;
        }
        for (std::size_t site = 0; site < question.sites(); ++site)
            if (open[site]) cost += question.opening[site];
        if (fits) best = std::min(best, cost);
        std::size_t outlet = 0;
        while (outlet < question.outlets() && ++site_of[outlet] == question.sites()) site_of[outlet++] = 0;
        if (outlet == question.outlets()) return best;
    }
}

TEST(SiteChoice, is_the_best_of_all_choices) {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        const auto question = on_a_line(seed, 4, 7, 18);
        const double best = by_trying_all(question);
        const auto choice = choose_sites(question);
        ASSERT_EQ(choice.found, std::isfinite(best)) << seed;
        if (!choice.found) continue;
        EXPECT_NEAR(choice.cost, best, 1e-6) << seed;
        EXPECT_NEAR(choice.lower_bound, best, 1e-4) << seed;
    }
}

TEST(SiteChoice, cut_short_it_says_how_far_it_may_be_off) {
    const auto question = on_a_line(5, 5, 14, 30);
    const auto short_one = choose_sites(question, {.most_nodes = 1});
    const auto whole = choose_sites(question);
    ASSERT_TRUE(whole.found);
    EXPECT_LE(short_one.lower_bound, whole.cost + 1e-6);
    if (short_one.found) EXPECT_GE(short_one.cost, whole.cost - 1e-6);
}

TEST(SiteQuestion, reads_the_public_form_and_refuses_what_is_cut_off) {
    const auto question = read_site_question("2 1\n10 20\n5.5 0\n3\n7 8\n");
    ASSERT_TRUE(question);
    EXPECT_EQ(question->capacity, (std::vector<double>{10, 20}));
    EXPECT_EQ(question->serving, (std::vector<std::vector<double>>{{7, 8}}));
    for (const char* wrong : {"", "2 1 10", "2 1\n10 20\n5.5 0\n3\n7 8 9", "2 x", "-1 2", "1e9 1e9", "2 1 nan"}) {
        const auto refused = read_site_question(wrong);
        ASSERT_FALSE(refused) << wrong;
        EXPECT_EQ(refused.error().code, "sites.file");
    }
}

} // namespace
} // namespace shanhai::trade::plan
