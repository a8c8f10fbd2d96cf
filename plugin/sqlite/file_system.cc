// SPDX-License-Identifier: Apache-2.0
#include "plugin/sqlite/file_system.h"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"

namespace inflow {
namespace {

constexpr long kFuse = FUSE_SUPER_MAGIC;

// Their numbers are the kernel's; linux/magic.h has some of them.
constexpr std::pair<long, std::string_view> kNetworks[] = {
    {0x6969, "NFS"},       {0x517B, "SMB"},          {0xFE534D42, "SMB"},
    {0xFF534D42, "CIFS"},  {0x5346414F, "AFS"},      {0x6B414653, "AFS"},
    {0x73757245, "Coda"},  {0x564C, "NCP"},          {0x01021997, "9p"},
    {0x00C36400, "Ceph"},  {0x0BD00BD0, "Lustre"},   {0x47504653, "GPFS"},
    {0x01161970, "GFS2"},  {0x7461636F, "OCFS2"},    {0x19830326, "BeeGFS"},
    {0x013111A8, "IBRIX"}, {0x786F4256, "vboxsf"},   {0xBACBACBC, "vmhgfs"},
    {0xAAD7AAEA, "PanFS"}, {0x20030528, "OrangeFS"},
};

// What people mount through FUSE that lies elsewhere. Others, an encrypted folder say, are local.
constexpr std::string_view kNetworkMounts[] = {
    "fuse.sshfs",      "fuse.glusterfs",   "fuse.s3fs",
    "fuse.rclone",     "fuse.davfs",       "fuse.davfs2",
    "fuse.curlftpfs",  "fuse.gcsfuse",     "fuse.goofys",
    "fuse.blobfuse",   "fuse.blobfuse2",   "fuse.ceph-fuse",
    "fuse.gvfsd-fuse", "fuse.vmhgfs-fuse", "fuse.grpcfuse",
    "fuse.smbnetfs",   "fuse.juicefs",     "fuse.mount-s3",
    "fuse.moosefs",    "fuse.mfs",         "fuse.google-drive-ocamlfuse",
};

// NextWord takes a word off a line.
std::string_view NextWord(std::string_view* line) {
  const size_t size = std::min(line->find(' '), line->size());
  const std::string_view word = line->substr(0, size);
  line->remove_prefix(std::min(size + 1, line->size()));
  return word;
}

}  // namespace

std::string_view NetworkFileSystem(long type) {
  // Some of the numbers have their highest bit set, and statfs may have widened them with it.
  const auto number = static_cast<long>(static_cast<unsigned int>(type));
  const auto* const found = std::find_if(std::begin(kNetworks), std::end(kNetworks),
                                         [&](const auto& known) { return known.first == number; });
  return found == std::end(kNetworks) ? std::string_view() : found->second;
}

bool IsNetworkMount(std::string_view type) {
  return std::find(std::begin(kNetworkMounts), std::end(kNetworkMounts), type) !=
         std::end(kNetworkMounts);
}

// A line: id, parent, device, root, mount point, options, any number of others, "-", type …
std::string_view MountType(std::string_view mountinfo, std::string_view device) {
  while (!mountinfo.empty()) {
    const size_t end = std::min(mountinfo.find('\n'), mountinfo.size());
    std::string_view line = mountinfo.substr(0, end);
    mountinfo.remove_prefix(std::min(end + 1, mountinfo.size()));
    NextWord(&line);
    NextWord(&line);
    if (NextWord(&line) != device) continue;
    while (!line.empty() && NextWord(&line) != "-") {
    }
    return NextWord(&line);
  }
  return {};
}

std::string NetworkFolder(const std::string& folder) {
  struct statfs system {};
  if (statfs(folder.c_str(), &system) != 0) return {};
  const auto type = static_cast<long>(system.f_type);
  if (type != kFuse) return std::string(NetworkFileSystem(type));
  struct stat status {};
  if (stat(folder.c_str(), &status) != 0) return {};
  std::ifstream file("/proc/self/mountinfo");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::string_view mount =
      MountType(text, absl::StrCat(major(status.st_dev), ":", minor(status.st_dev)));
  return IsNetworkMount(mount) ? std::string(mount.substr(mount.find('.') + 1)) : std::string();
}

}  // namespace inflow
