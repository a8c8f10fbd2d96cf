// SPDX-License-Identifier: Apache-2.0
//
// File: file_system.h
//
// Where a file may lie that several processes lock and map.
#ifndef PLUGIN_SQLITE_FILE_SYSTEM_H_
#define PLUGIN_SQLITE_FILE_SYSTEM_H_

#include <string>
#include <string_view>

namespace inflow {

// NetworkFileSystem names the file system of this statfs type where other machines may write to it
// too, whose locks and mapped memory this one does not see; empty: it is another.
std::string_view NetworkFileSystem(long type);

// NetworkMount does so for a FUSE file system, by the type in a line of /proc/self/mountinfo, such
// as "fuse.sshfs".
bool IsNetworkMount(std::string_view type);

// MountType finds the type of the mount of a device in the text of /proc/self/mountinfo; empty: it
// is not there. The device is "8:1", major and minor number.
std::string_view MountType(std::string_view mountinfo, std::string_view device);

// NetworkFolder names the network file system that a folder lies on; empty: on none that is known.
std::string NetworkFolder(const std::string& folder);

}  // namespace inflow

#endif  // PLUGIN_SQLITE_FILE_SYSTEM_H_
