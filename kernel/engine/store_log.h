#pragma once

#include "kernel/engine/reader_pool.h"
#include "kernel/log.h"

namespace shanhai::kernel {

// The log over the journal in the store.
class StoreLog final : public Log {
public:
    StoreLog(ReaderPool& readers, const std::filesystem::path& data) : readers_(readers), key_file_(data / "log.key") {}

    const std::filesystem::path& key_file() const override { return key_file_; }
    Result<std::string> verifier_key() override;
    Result<std::string> checkpoint() override;
    Result<std::string> tile(const TilePath& path) override;
    Result<Inclusion> inclusion(std::uint64_t entry, std::optional<std::uint64_t> size) override;
    Result<Consistency> consistency(std::uint64_t from, std::optional<std::uint64_t> to) override;
    Result<InclusionProof> prove(std::uint64_t entry) override;
    Result<ConsistencyProof> prove_growth(std::uint64_t from) override;

private:
    ReaderPool& readers_;
    std::filesystem::path key_file_;
};

// The signed checkpoint of what this connection sees.
Result<std::string> sign_checkpoint(Connection& reader, const std::filesystem::path& key_file);

// Chooses hash and key of a new store: into sys_meta what everybody may know, into a file what only the log may.
Done make_log(Connection& writer, const std::filesystem::path& data, const LogChoice& choice);

} // namespace shanhai::kernel
