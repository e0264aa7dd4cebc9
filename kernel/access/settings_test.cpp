#include "kernel/access/settings.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace shanhai::kernel {
namespace {

std::string refused(const std::string& text) {
    const auto settings = parse_access_settings("access.yaml", text);
    return settings ? "" : settings.error().code;
}

TEST(AccessSettings, without_a_file_the_defaults_hold) {
    const auto settings = load_access_settings("/no/such/folder/access.yaml");
    ASSERT_TRUE(settings.has_value());
    EXPECT_EQ(settings->passwords.at_least, 12U);
    EXPECT_EQ(settings->idle_minutes, 30);
    EXPECT_EQ(settings->longest_minutes, 720);
    EXPECT_FALSE(settings->provider.has_value());
}

TEST(AccessSettings, a_whole_file_is_read) {
    const auto folder = std::filesystem::temp_directory_path() / ("shanhai-settings-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "secret") << "what only we know\n";
    std::ofstream(folder / "access.yaml") << R"(
passwords: {at_least: 15, breach_list: leaked.txt, breach_command: [ask, "--now"]}
sessions: {idle_minutes: 20, longest_minutes: 600, rotate_minutes: 5}
provider:
  issuer: https://login.example
  client_id: shanhai
  client_secret_file: secret
  callback: https://shanhai.example/api/v1/session/provider/callback
  claim: preferred_username
  scopes: [openid, profile]
  title: {zh: 省统一账号, en: The province's account}
)";
    const auto settings = load_access_settings(folder / "access.yaml");
    std::filesystem::remove_all(folder);
    ASSERT_TRUE(settings.has_value()) << settings.error().code;
    EXPECT_EQ(settings->passwords.at_least, 15U);
    EXPECT_EQ(settings->passwords.breach_list, folder / "leaked.txt");
    EXPECT_EQ(settings->passwords.breach_command, (std::vector<std::string>{"ask", "--now"}));
    EXPECT_EQ(settings->idle_minutes, 20);
    EXPECT_EQ(settings->longest_minutes, 600);
    EXPECT_EQ(settings->rotate_minutes, 5);
    EXPECT_EQ(settings->provider->client_secret, "what only we know");
    EXPECT_EQ(settings->provider->claim, "preferred_username");
    EXPECT_EQ(settings->provider->scopes.size(), 2U);
    EXPECT_EQ(settings->provider->title.zh, "省统一账号");
}

TEST(AccessSettings, what_cannot_be_meant_is_refused) {
    EXPECT_EQ(refused("sessions: {idle_minuts: 20}"), "schema.unknown_key");
    EXPECT_EQ(refused("provider: {issuer: https://a.example}"), "schema.missing_key");
    EXPECT_EQ(refused("passwords: {at_least: 4}"), "access.settings");
    EXPECT_EQ(refused("sessions: {idle_minutes: 0}"), "access.settings");
    EXPECT_EQ(refused("sessions: {idle_minutes: 60, longest_minutes: 30}"), "access.settings");
    const auto provider = [](const std::string& issuer) {
        return "provider: {issuer: \"" + issuer + "\", client_id: a, callback: https://b.example}";
    };
    EXPECT_EQ(refused(provider("https://a.example")), "");
    EXPECT_EQ(refused(provider("http://127.0.0.1:3000")), "");
    EXPECT_EQ(refused(provider("http://[::1]:3000")), "");
    for (const std::string open : {"http://a.example", "http://127.0.0.1.evil.example", "http://localhost@evil.example",
                                   "ftp://a.example", "file:///etc/passwd"})
        EXPECT_EQ(refused(provider(open)), "access.settings") << open;
}

} // namespace
} // namespace shanhai::kernel
